//! Every task once, on any thread; and panics, which reach the leader when nothing is lent any more.

use super::*;

/// Runs `lead` with a team of two threads, on any machine.
fn with_two<R: Send>(lead: impl FnOnce(&Team<'_>) -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    pool.expect("two threads")
        .install(|| with_team(2, |team| lead(team)))
}

#[test]
fn every_task_runs_once_in_every_phase() {
    let counts: Vec<AtomicUsize> = (0..37).map(|_| AtomicUsize::new(0)).collect();
    with_team(8, |team| {
        for phase in 1..=500 {
            team.run(counts.len(), &|task| {
                counts[task].fetch_add(1, Ordering::Relaxed);
            });
            for count in &counts {
                assert_eq!(count.load(Ordering::Relaxed), phase);
            }
        }
    });
}

#[test]
fn tasks_write_disjoint_parts() {
    let mut numbers = vec![0; 1000];
    with_team(2, |team| {
        for _ in 0..100 {
            let parts = Disjoint::new(&mut numbers);
            team.run(10, &|task| {
                #[expect(unsafe_code, reason = "tasks write parts of one slice")]
                // SAFETY: every task takes its own hundred.
                let part = unsafe { parts.part(task * 100..(task + 1) * 100) };
                for n in part {
                    *n += task;
                }
            });
        }
    });
    for (i, n) in numbers.iter().enumerate() {
        assert_eq!(*n, i / 100 * 100);
    }
}

#[test]
#[should_panic(expected = "a task panicked")]
fn a_panic_reaches_the_leader() {
    with_two(|team| {
        team.run(2, &|task| assert!(task == 0, "a task panicked"));
    });
}

/// What the tasks borrow is gone as soon as `run` is left, so no task may still be at work then.
#[test]
fn a_panic_of_the_leader_waits_for_the_tasks_that_have_begun() {
    let left_before_the_end = with_two(|team| {
        let (begun, ended) = (AtomicBool::new(false), AtomicBool::new(false));
        let phase = AssertUnwindSafe(|| {
            // The leader takes the first task, the helper the last.
            team.run(2, &|task| {
                if task == 0 {
                    while !begun.load(Ordering::Acquire) {
                        std::hint::spin_loop();
                    }
                    // Unlike `panic!`, this writes nothing first, which would take as long as the other task.
                    resume_unwind(Box::new("the leader gives up"));
                }
                begun.store(true, Ordering::Release);
                std::thread::sleep(Duration::from_millis(50));
                ended.store(true, Ordering::Release);
            });
        });
        let panic = catch_unwind(phase).expect_err("a panic");
        assert_eq!(panic.downcast_ref(), Some(&"the leader gives up"));
        !ended.load(Ordering::Acquire)
    });
    assert!(!left_before_the_end);
}

#[test]
fn a_panic_leaves_a_team_that_works() {
    with_two(|team| {
        for _ in 0..100 {
            let phase = AssertUnwindSafe(|| team.run(5, &|task| assert!(task != 3, "no")));
            assert!(catch_unwind(phase).is_err());
            let count = AtomicUsize::new(0);
            team.run(5, &|_| {
                count.fetch_add(1, Ordering::Relaxed);
            });
            assert_eq!(count.load(Ordering::Relaxed), 5);
        }
    });
}

/// Threads that are not called sleep, and what is done meanwhile, the others do.
#[test]
fn those_that_are_not_called_do_nothing() {
    with_two(|team| {
        assert_eq!((team.size(), team.at_work()), (2, 2));
        let leader = std::thread::current().id();
        for _ in 0..20 {
            team.call(1);
            assert_eq!(team.at_work(), 1);
            team.run(50, &|_| assert_eq!(std::thread::current().id(), leader));
            team.call(2);
            // The leader waits for a task that only the other can take.
            let met = AtomicBool::new(false);
            team.run(2, &|task| {
                if task == 1 {
                    assert_ne!(std::thread::current().id(), leader);
                    met.store(true, Ordering::Release);
                }
                while !met.load(Ordering::Acquire) {
                    std::hint::spin_loop();
                }
            });
        }
        team.call(1);
    });
}
