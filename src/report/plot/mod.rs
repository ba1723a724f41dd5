//! Plots as SVG that lies in a page: axes, curves, bands, points and their labels. Data in, text out; knows no campaign, and
//! no colour: the page's style gives every class its own.

mod canvas;
mod decimal;
mod labels;
mod svg;
mod ticks;
mod unit;

pub use canvas::{Axis, Plot, Size};
pub use decimal::{superscript, ten};
pub use svg::Anchor;
pub use ticks::{Tick, decades, linear, linear_time};
pub use unit::Unit;
