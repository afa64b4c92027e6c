//! plan.yaml: what can be resolved says itself again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mimir_tls::plan::{Plan, PlanFile};

fuzz_target!(|bytes: &[u8]| {
    let Ok(file) = PlanFile::parse(bytes) else {
        return;
    };
    if let Ok((plan, _)) = Plan::resolve(&file) {
        let complete = plan.to_file();
        let again = Plan::resolve(&complete).map(|(again, _)| again.to_file());
        assert_eq!(again.ok(), Some(complete));
    }
});
