//! Services as they are written on a command line.

mod argument_error;
mod service_definition;
mod type_argument;

pub use argument_error::ArgumentError;
pub use service_definition::{ServiceDefinition, host_name};
pub use type_argument::TypeArgument;
