//! The page of a campaign.

mod edges;
mod markup;
mod page;
mod sample;
