//! Processes and what belongs to them: a supervised group, resource limits,
//! folders that have an owner, and what keeps our own process to itself.

pub mod cpu_time;
pub mod credentials;
pub mod descriptors;
mod exit;
pub mod group;
pub mod hardening;
mod held_folder;
pub mod interrupts;
pub mod locked_folder;
mod output;
pub mod program;
pub mod reaper;
mod remove;
pub mod resource_limits;
pub mod signals;
mod user_folder;
