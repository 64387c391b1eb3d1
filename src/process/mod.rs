//! Processes and what belongs to them: a supervised group, resource limits,
//! folders that have an owner, and what keeps our own process to itself.

pub mod cpu_time;
pub mod group;
pub mod hardening;
pub mod locked_folder;
pub mod program;
mod remove;
pub mod resource_limits;
mod user_folder;
