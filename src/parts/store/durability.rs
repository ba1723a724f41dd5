//! What is left of a part when its process dies. It says nothing of when that happens.

/// What a crash leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Durability {
    /// What was committed stays; open transactions and locks are gone.
    #[default]
    Durable,
    /// Nothing stays: a sequence begins again, too.
    Volatile,
}
