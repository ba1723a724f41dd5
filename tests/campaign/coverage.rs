//! The table of what the faults struck.

use sooner::check::Coverage;
use sooner::sim::family::{Family, Hits};

fn struck(family: Family, times: u64) -> Hits {
    let mut hits = Hits::default();
    hits[family as usize] = times;
    hits
}

#[test]
fn cells_add_up_over_runs() {
    let mut coverage = Coverage::new(&["Ask", "Answer"]);
    coverage.add(&[struck(Family::Loss, 2), struck(Family::Clog, 1)]);
    coverage.add(&[struck(Family::Loss, 3), Hits::default()]);
    let cells = |family| coverage.of(family).collect::<Vec<_>>();
    assert_eq!(cells(Family::Loss), [("Ask", 5), ("Answer", 0)]);
    assert_eq!(cells(Family::Clog), [("Ask", 0), ("Answer", 1)]);
    assert_eq!((coverage.total(Family::Loss), coverage.total(Family::Tie)), (5, 0));
}

#[test]
fn cells_that_were_never_hit_are_listed() {
    let mut coverage = Coverage::new(&["Ask", "Answer"]);
    coverage.add(&[[1; Family::COUNT], struck(Family::Loss, 1)]);
    let never_hit = coverage.never_hit();
    assert_eq!(never_hit.len(), Family::COUNT - 1, "loss struck both");
    assert!(never_hit.iter().all(|(family, kinds)| *family != Family::Loss && *kinds == ["Answer"]));
}
