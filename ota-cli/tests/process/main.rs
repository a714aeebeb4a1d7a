//! The commands as a shell sees them: exit codes, standard output, standard error.

mod call;
mod completion;
mod demo;
mod emulator;
mod hostile;
mod sign;
mod spec;
mod support;
