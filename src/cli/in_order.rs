//! Work on several threads whose results are taken in order.

use std::any::Any;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// Threads that work at the same time at most.
const MAX_THREADS: usize = 8;

/// Items that each thread may be ahead of the one that is to be taken next: enough that nobody waits for a long one, and few
/// enough that little is kept.
const AHEAD: usize = 4;

/// Does `work` on each item, on several threads, and hands the results to `take`, on this thread and in the order of the items.
///
/// At most [`MAX_THREADS`] times [`AHEAD`] results wait for one that takes longer.
///
/// # Errors
///
/// The first of `take`, after which nothing more is begun.
pub(super) fn in_order<T, R, E>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    take: impl FnMut(&T, R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Sync,
    R: Send,
{
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    on_threads(processors.min(MAX_THREADS), items, work, take)
}

fn on_threads<T, R, E>(
    threads: usize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(&T, R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Sync,
    R: Send,
{
    let threads = threads.min(items.len());
    if threads < 2 {
        return items.iter().try_for_each(|item| take(item, work(item)));
    }
    let is_over = AtomicBool::new(false);
    let (begin, jobs) = mpsc::channel::<(usize, &T)>();
    let jobs = Mutex::new(jobs);
    let (done, results) = mpsc::channel::<(usize, Result<R, Panic>)>();
    thread::scope(|scope| {
        for _ in 0..threads {
            let done = done.clone();
            scope.spawn(|| {
                let done = done;
                while let Some((number, item)) = next(&jobs)
                    && !is_over.load(Ordering::Relaxed)
                {
                    // A panic must come to the thread that waits for this result.
                    let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                    if done.send((number, result)).is_err() {
                        break;
                    }
                }
            });
        }
        let mut waiting = BTreeMap::new();
        let mut upcoming = items.iter().enumerate();
        for job in upcoming.by_ref().take(threads * AHEAD) {
            // Threads that have gone took their panic along, which comes below.
            let _ = begin.send(job);
        }
        for (number, item) in items.iter().enumerate() {
            let result = loop {
                if let Some(result) = waiting.remove(&number) {
                    break result;
                }
                let (number, result) = results
                    .recv()
                    .expect("a thread ends after the last job, which is begun below");
                waiting.insert(number, result);
            };
            if let Some(job) = upcoming.next() {
                let _ = begin.send(job);
            }
            let taken = match result {
                Ok(result) => take(item, result),
                Err(panic) => {
                    is_over.store(true, Ordering::Relaxed);
                    drop(begin);
                    resume_unwind(panic)
                }
            };
            if taken.is_err() {
                is_over.store(true, Ordering::Relaxed);
                drop(begin);
                return taken;
            }
        }
        drop(begin);
        Ok(())
    })
}

type Panic = Box<dyn Any + Send>;

/// The next job; `None` when there is none any more.
fn next<J>(jobs: &Mutex<mpsc::Receiver<J>>) -> Option<J> {
    let jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
    jobs.recv().ok()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn results_come_in_order_and_few_wait() {
        let items: Vec<usize> = (0..200).collect();
        for threads in [0, 1, 3] {
            let begun = AtomicUsize::new(0);
            let mut taken = Vec::new();
            let done: Result<(), Infallible> = on_threads(
                threads,
                &items,
                |item| {
                    begun.fetch_add(1, Ordering::SeqCst);
                    // The first of each ten takes longer.
                    let turns = if item % 10 == 0 { 100_000 } else { 1 };
                    (0..turns).fold(*item, |sum, turn| std::hint::black_box(sum + turn - turn))
                },
                |item, result| {
                    let ahead = begun.load(Ordering::SeqCst) - taken.len();
                    assert!(ahead <= 3 * AHEAD + 1, "{ahead} are ahead");
                    taken.push((*item, result));
                    Ok(())
                },
            );
            assert_eq!(done, Ok(()));
            assert!(
                taken
                    .iter()
                    .zip(&items)
                    .all(|(taken, item)| *taken == (*item, *item))
            );
            assert_eq!(taken.len(), items.len());
        }
    }

    #[test]
    fn after_an_error_nothing_more_is_begun() {
        let items: Vec<usize> = (0..1_000).collect();
        let begun = AtomicUsize::new(0);
        let count = |item: &usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            *item
        };
        let done = on_threads(
            4,
            &items,
            count,
            |_, item| if item == 5 { Err(item) } else { Ok(()) },
        );
        assert_eq!(done, Err(5));
        assert!(begun.load(Ordering::SeqCst) <= 6 + 4 * AHEAD);
    }

    #[test]
    fn a_panic_ends_it_and_nobody_waits() {
        let items: Vec<usize> = (0..100).collect();
        let result = catch_unwind(|| {
            on_threads(
                2,
                &items,
                |item| assert!(*item != 7, "on purpose"),
                |_, ()| Ok::<(), Infallible>(()),
            )
        });
        assert!(result.is_err());
    }
}
