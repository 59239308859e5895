//! A team of threads for steps of a few microseconds.
//!
//! The threads come from rayon's pool, once for a whole training run, and spin between the phases of a step: waking a
//! sleeping thread would cost as much as the step. Those that would only be in the way sleep until they are called. Which thread does which task is left to chance; what a task
//! computes is not, so results are the same to the bit for any number of threads.

use std::any::Any;
use std::marker::PhantomData;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A phase's work: called once with each task's number.
pub(crate) type Job<'a> = dyn Fn(usize) + Sync + 'a;

/// Whoever runs phases: `phase(tasks, job)` returns when `job(0) … job(tasks − 1)` are done, each once.
pub(crate) type Phase<'a> = dyn Fn(usize, &Job<'_>) + 'a;

/// Runs a phase on rayon's pool.
pub(crate) fn on_pool(tasks: usize, job: &Job<'_>) {
    fn halve(tasks: Range<usize>, job: &Job<'_>) {
        if tasks.len() == 1 {
            return job(tasks.start);
        }
        let middle = tasks.start + tasks.len() / 2;
        rayon::join(
            || halve(tasks.start..middle, job),
            || halve(middle..tasks.end, job),
        );
    }
    if tasks > 0 {
        halve(0..tasks, job);
    }
}

/// Runs a phase on the thread that asks.
pub(crate) fn here(tasks: usize, job: &Job<'_>) {
    (0..tasks).for_each(job);
}

/// Threads that wait for phases, all of them at first.
#[derive(Debug)]
pub(crate) struct Team<'a> {
    board: &'a Board,
    helpers: usize,
}

/// Calls `lead` with a team of all threads of the current rayon pool, at most `most` of them.
pub(crate) fn with_team<R: Send>(most: usize, lead: impl FnOnce(&Team<'_>) -> R + Send) -> R {
    let board = &Board::default();
    let helpers = rayon::current_num_threads().min(most).saturating_sub(1);
    if helpers == 0 {
        return lead(&Team { board, helpers });
    }
    board.call(helpers);
    rayon::scope(|scope| {
        for number in 0..helpers {
            scope.spawn(move |_| board.help(number));
        }
        let _dismiss = Dismiss(board);
        lead(&Team { board, helpers })
    })
}

impl Team<'_> {
    /// How many threads there are.
    pub(crate) fn size(&self) -> usize {
        self.helpers + 1
    }

    /// How many of them work at present.
    pub(crate) fn at_work(&self) -> usize {
        self.board.called.0.load(Ordering::Relaxed) + 1
    }

    /// Has so many of them work from the next phase on; the others sleep.
    pub(crate) fn call(&self, threads: usize) {
        let helpers = threads.clamp(1, self.size()) - 1;
        if helpers + 1 != self.at_work() {
            self.board.call(helpers);
        }
    }

    /// Runs `job(0) … job(tasks − 1)`, each once, on whichever threads are free, and returns when all are done.
    ///
    /// # Panics
    ///
    /// With what a task panicked with, when no task is running any more; those that had not begun are left out.
    pub(crate) fn run(&self, tasks: usize, job: &Job<'_>) {
        if self.at_work() == 1 || tasks < 2 {
            (0..tasks).for_each(job);
            return;
        }
        self.board.publish(tasks, &job);
        let lasting = Lasting(self.board, tasks);
        self.board.work(End::First);
        drop(lasting);
        if let Some(panic) = self.board.panic().take() {
            resume_unwind(panic);
        }
    }
}

/// A number with a line of the cache to itself: who waits for it is not disturbed by what happens to others.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Apart<T>(T);

/// Where a phase is announced and its tasks are claimed.
#[derive(Debug, Default)]
struct Board {
    /// Number of the phase, how many tasks it has, and how many are claimed from either end: 34 and three times 10 bits.
    state: AtomicU64,
    /// The leader's reference to the job.
    job: AtomicPtr<()>,
    done: Apart<AtomicUsize>,
    /// How many helpers are to work.
    called: Apart<AtomicUsize>,
    dismissed: AtomicBool,
    /// Where those sleep that are not.
    asleep: Mutex<()>,
    wake: Condvar,
    /// What a task has panicked with.
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

const COUNT_BITS: u32 = 10;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;

/// A phase has at most this many tasks.
pub(crate) const MOST_TASKS: usize = COUNT_MASK as usize;

/// The leader claims a phase's tasks from the first, helpers from the last, so that a core tends to meet the same
/// memory in every step.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

/// How long a helper spins before it dozes.
const PATIENCE: Duration = Duration::from_millis(2);

impl Board {
    /// Announces a phase. What `job` refers to must be there until all tasks are done: [`Lasting`] sees to it.
    fn publish(&self, tasks: usize, job: &&Job<'_>) {
        assert!(tasks as u64 <= COUNT_MASK, "too many tasks for one phase");
        let job = ptr::from_ref(job).cast_mut().cast();
        self.job.store(job, Ordering::Relaxed);
        self.done.0.store(0, Ordering::Relaxed);
        let phase = (self.state.load(Ordering::Relaxed) >> (3 * COUNT_BITS)).wrapping_add(1);
        let state = (phase << COUNT_BITS | tasks as u64) << (2 * COUNT_BITS);
        self.state.store(state, Ordering::Release);
    }

    /// Claims and does tasks of the current phase until none is left. Tells whether there was any.
    fn work(&self, end: End) -> bool {
        let mut any = false;
        while let Some((job, task)) = self.claim(end) {
            any = true;
            let _finished = Finished(self);
            #[expect(unsafe_code, reason = "a phase borrows from its caller")]
            // SAFETY: the task is not done yet, and until then the leader keeps its reference to the job.
            let job = unsafe { *job };
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| job(task))) {
                self.leave_out();
                *self.panic() = Some(panic);
            }
        }
        any
    }

    /// Claims the tasks that are left, and does none of them.
    fn leave_out(&self) {
        while self.claim(End::First).is_some() {
            drop(Finished(self));
        }
    }

    fn panic(&self) -> MutexGuard<'_, Option<Box<dyn Any + Send>>> {
        self.panic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A task of the current phase that nobody has claimed, and where its job is.
    fn claim<'a>(&self, end: End) -> Option<(*const &'a Job<'a>, usize)> {
        loop {
            let state = self.state.load(Ordering::Acquire);
            let count = |place: u32| state >> (place * COUNT_BITS) & COUNT_MASK;
            let (tasks, first, last) = (count(2), count(1), count(0));
            if first + last >= tasks {
                return None;
            }
            let (task, claim) = match end {
                End::First => (first, 1 << COUNT_BITS),
                End::Last => (tasks - 1 - last, 1),
            };
            let job = self.job.load(Ordering::Relaxed);
            let claimed = self.state.compare_exchange_weak(
                state,
                state + claim,
                Ordering::AcqRel,
                Ordering::Relaxed,
            );
            if claimed.is_ok() {
                // The phase had a task left, so its job was not replaced between the two looks at `state`.
                return Some((job.cast_const().cast(), task as usize));
            }
        }
    }

    /// What the helper with this number does until it is dismissed.
    fn help(&self, number: usize) {
        let mut idle = Instant::now();
        let mut spins = 0_u32;
        while !self.dismissed.load(Ordering::Relaxed) {
            if number >= self.called.0.load(Ordering::Relaxed) {
                self.sleep(number);
                idle = Instant::now();
            } else if self.work(End::Last) {
                idle = Instant::now();
                spins = 0;
            } else if spins < 4096 {
                spins += 1;
                std::hint::spin_loop();
            } else if idle.elapsed() < PATIENCE {
                spins = 0;
                std::thread::yield_now();
            } else {
                std::thread::park_timeout(PATIENCE / 20);
            }
        }
    }

    /// Returns when the helper with this number is called, or dismissed.
    fn sleep(&self, number: usize) {
        let mut asleep = self.asleep();
        while number >= self.called.0.load(Ordering::Relaxed)
            && !self.dismissed.load(Ordering::Relaxed)
        {
            asleep = self
                .wake
                .wait(asleep)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Has so many helpers work.
    fn call(&self, helpers: usize) {
        let asleep = self.asleep();
        self.called.0.store(helpers, Ordering::Relaxed);
        drop(asleep);
        self.wake.notify_all();
    }

    /// Sends all helpers home.
    fn dismiss(&self) {
        let asleep = self.asleep();
        self.dismissed.store(true, Ordering::Relaxed);
        drop(asleep);
        self.wake.notify_all();
    }

    fn asleep(&self) -> MutexGuard<'_, ()> {
        self.asleep.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a task as done, whichever way it ends.
struct Finished<'a>(&'a Board);

impl Drop for Finished<'_> {
    fn drop(&mut self) {
        self.0.done.0.fetch_add(1, Ordering::Release);
    }
}

/// A phase of so many tasks: whichever way the leader ends, helpers may still read what it has lent to them. So this waits
/// for what they have begun, and leaves out what nobody has.
struct Lasting<'a>(&'a Board, usize);

impl Drop for Lasting<'_> {
    fn drop(&mut self) {
        self.0.leave_out();
        while self.0.done.0.load(Ordering::Acquire) < self.1 {
            std::hint::spin_loop();
        }
    }
}

/// Sends the helpers home, whichever way the leader ends.
struct Dismiss<'a>(&'a Board);

impl Drop for Dismiss<'_> {
    fn drop(&mut self) {
        self.0.dismiss();
    }
}

/// A slice whose parts the tasks of a phase write.
#[derive(Debug)]
pub(crate) struct Disjoint<'a, T> {
    start: *mut T,
    len: usize,
    slice: PhantomData<&'a mut [T]>,
}

#[expect(
    unsafe_code,
    reason = "tasks write parts of one slice at the same time"
)]
// SAFETY: `part` hands out exclusive parts only; sending those is sending `&mut [T]`.
unsafe impl<T: Send> Sync for Disjoint<'_, T> {}

impl<'a, T> Disjoint<'a, T> {
    pub(crate) fn new(slice: &'a mut [T]) -> Self {
        Self {
            start: slice.as_mut_ptr(),
            len: slice.len(),
            slice: PhantomData,
        }
    }

    /// One part of the slice.
    ///
    /// # Safety
    ///
    /// No two parts that are in use at the same time may overlap.
    #[expect(
        unsafe_code,
        reason = "tasks write parts of one slice at the same time"
    )]
    #[expect(clippy::mut_from_ref, reason = "that is what the type is for")]
    pub(crate) unsafe fn part(&self, range: Range<usize>) -> &mut [T] {
        assert!(range.start <= range.end && range.end <= self.len);
        // SAFETY: inside the slice by the assertion, exclusive by the caller's promise.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(range.start), range.len()) }
    }
}

#[cfg(test)]
mod tests;
