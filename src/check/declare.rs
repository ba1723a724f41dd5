//! `model!`: a model of a few lines, for systems without knobs.

use std::marker::PhantomData;

use crate::sim::{Observer, Step, System, Violation, World};

/// A property that is a function of the world and the step.
pub type Check<P> = fn(&World<'_, P>, &Step<P>) -> Result<(), String>;

/// Checks functions after every step, in their order.
pub struct Always<S: System> {
    checks: Vec<(&'static str, Check<S::Process>)>,
    system: PhantomData<fn() -> S>,
}

impl<S: System> Always<S> {
    /// A monitor of these properties: name and function.
    pub fn new(checks: Vec<(&'static str, Check<S::Process>)>) -> Always<S> {
        Always { checks, system: PhantomData }
    }
}

impl<S: System> Observer<S> for Always<S> {
    fn stepped(&mut self, world: &World<'_, S::Process>, step: &Step<S::Process>) -> Result<(), Violation> {
        self.checks
            .iter()
            .try_for_each(|(property, check)| check(world, step).map_err(|why| Violation { property, why }))
    }
}

/// Makes a unit-like [`System`](crate::sim::System) a [`Model`](crate::check::Model): its name, its processes'
/// names, and functions `fn(&World<P>, &Step<P>) -> Result<(), String>` that must hold after every step.
///
/// `examples/two_generals.rs` shows it at work; a model with knobs, operations or facts implements the trait itself.
#[macro_export]
macro_rules! model {
    ($system:ident as $name:literal, processes [$($process:literal),+ $(,)?] $(, always $($check:ident),+)? $(,)?) => {
        impl $crate::check::Model for $system {
            const NAME: &'static str = $name;
            const ABOUT: &'static str = concat!("the system ", $name);
            const PROPERTIES: &'static [$crate::check::Property] =
                &[$($($crate::check::Property { name: stringify!($check), about: "holds after every step" }),+)?];
            type Knobs = ();
            type Monitor = $crate::check::Always<$system>;

            fn new(_: &()) -> Result<Self, $crate::check::Refusal> {
                Ok($system)
            }
            fn process_names(&self) -> Vec<String> {
                vec![$($process.to_string()),+]
            }
            fn monitor(&self, _: &$crate::check::Watch<'_>) -> Self::Monitor {
                $crate::check::Always::new(vec![$($((stringify!($check), $check)),+)?])
            }
        }
    };
}
