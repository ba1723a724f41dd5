//! PHOLD among 1,024 processes, with 1, 16 and 1,024 jobs each: from one thousand to one million under way. The first
//! jobs of every process are part of what is measured, as they are where other simulators run it.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};

mod known;
#[path = "systems/phold.rs"]
mod system;

const PROCESSES: u16 = 1_024;

fn phold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("phold/1024");
    group.sampling_mode(SamplingMode::Flat);
    for (jobs_each, jobs, digest) in [
        (1, 1_000_000, 0x4271_1592_8663_9166),
        (16, 1_000_000, 0xc938_d069_ed8c_d2a2),
        (1_024, 3_000_000, 0xd7b9_441a_564c_bfc8),
    ] {
        let mut made = None;
        // Made only where the command line asks for this line.
        let ready = || {
            let mut phold = system::phold(PROCESSES, jobs_each, jobs);
            let ending = phold.run(&mut ());
            known::told(&format!("phold/1024/{jobs_each}"), ending.steps, ending.digest, digest);
            phold
        };
        group.throughput(Throughput::Elements(jobs));
        group.bench_function(BenchmarkId::from_parameter(jobs_each), |bencher| {
            let phold = made.get_or_insert_with(ready);
            bencher.iter(|| {
                phold.reset(1);
                black_box(phold.run(&mut ()))
            });
        });
    }
    group.finish();
}

criterion_group!(name = benches; config = known::brief(); targets = phold);
criterion_main!(benches);
