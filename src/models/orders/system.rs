//! The orders pipeline as a model: its processes, its workload, its words.

use super::letter::Input;
use super::money::{Currency, Key};
use super::properties::Monitor;
use super::service::{CLIENT, NAMES, Service};
use super::settings::Settings;
use crate::check::{Model, Refusal, Watch};
use crate::sim::{Operation, ProcessId, System, Time, World};

pub const PUBLISHING: Operation = Operation(2);
pub const READING: Operation = Operation(3);

/// The orders pipeline, its knobs turned.
#[derive(Clone, Debug)]
pub struct OrdersSystem {
    settings: Settings,
}

impl System for OrdersSystem {
    type Process = Service;

    fn processes(&self) -> Vec<Service> {
        Service::all(&self.settings)
    }

    fn reset(&mut self, processes: &mut Vec<Service>) {
        processes.iter_mut().for_each(Service::reset);
    }

    fn input(&self, index: u64) -> Option<(Time, ProcessId, Input)> {
        let order = || {
            let at = self.settings.first_order().after_start() + self.settings.order_every * index;
            let (request, amount, key) = (index as u32, self.settings.amount, Key::numbered(1 << 32 | index));
            (at, CLIENT, Input::Order { request, client: 0, currency: Currency::Usd, amount, key })
        };
        (index < self.settings.orders).then(order)
    }

    fn settled(&mut self, _: &World<'_, Service>) -> bool {
        false
    }

    fn items(&self) -> usize {
        self.settings.orders as usize
    }
}

impl Model for OrdersSystem {
    const NAME: &'static str = "orders";
    const ABOUT: &'static str =
        "orders from a write model through an outbox and a queue to a read model with pages";
    const ITEM: &'static str = "order";

    type Knobs = Settings;
    type Monitor = Monitor;

    fn new(settings: &Settings) -> Result<OrdersSystem, Refusal> {
        Ok(OrdersSystem { settings: settings.clone() })
    }

    fn process_names(&self) -> Vec<String> {
        NAMES.map(str::to_string).to_vec()
    }

    fn monitor(&self, watch: &Watch<'_>) -> Monitor {
        Monitor::new(self, &self.settings, watch)
    }
}
