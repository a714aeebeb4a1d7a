use proptest::prelude::*;

use super::super::SECOND;
use super::{FRONTS, Front, HEAD, LONGEST, MARK, MOST, MOST_BYTES, PART, Stored, WORD, Window};

const NOW: u64 = 1 << 50;

/// The first time from now on at which a call can be sent, as somebody finds it who looks again and again.
fn turn(bytes: &[u8]) -> u64 {
    let mut now = NOW;
    let mut stored = Stored::read(bytes, now);
    loop {
        stored.window.advance(now);
        if stored.window.has_place(0, 3, now) {
            return now - NOW;
        }
        now = stored.window.turn(0, 3, now).max(now + 1);
        stored = Stored::read(&Stored::write(&stored.window, &stored.fronts), now);
    }
}

fn words(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

#[test]
fn what_is_written_is_read_again() {
    let mut window = Window::new();
    window.start(7, NOW - 5);
    window.start(8, NOW - 4);
    window.throttle(7, Some(SECOND), NOW - 3);
    window.end(7, NOW - 3);
    let fronts = vec![Front { process: 9, since: NOW - 2, until: NOW + 1 }];
    let bytes = Stored::write(&window, &fronts);
    let stored = Stored::read(&bytes, NOW);
    assert_eq!(format!("{:?}", stored.window), format!("{window:?}"));
    assert_eq!(stored.fronts, fronts);
    assert_eq!(Stored::read(&bytes, NOW + 1).fronts, [], "one that did not look is not waited for");
}

#[test]
fn the_longest_window_has_a_known_length() {
    let mut window = Window::new();
    (0..2000).for_each(|ticket| window.start(ticket, NOW));
    let fronts = vec![Front { process: 1, since: 2, until: 3 }; 100];
    assert_eq!(Stored::write(&window, &fronts).len(), MOST_BYTES);
}

#[test]
fn bytes_that_are_no_window_are_waited_out() {
    let whole = words(&[MARK, 0, 0, 0, 1000, 0, 0, 0]);
    assert_eq!(turn(&[]), 0, "a new file is no window that was lost");
    assert_eq!(turn(&whole), 0);
    let with = |index: usize, value: u64| {
        let mut bytes = whole.clone();
        bytes[index * WORD..][..WORD].copy_from_slice(&value.to_le_bytes());
        bytes
    };
    let odd: [Vec<u8>; 8] = [
        b"garbage".to_vec(),
        whole[..HEAD * WORD - 1].to_vec(),
        vec![0xff; MOST_BYTES],
        vec![0; 100],
        with(1, 1),
        with(1, MOST as u64 + 1),
        with(2, FRONTS as u64 + 1),
        with(4, 1001),
    ];
    for bytes in odd {
        assert_eq!(turn(&bytes), LONGEST, "{bytes:?}");
    }
}

#[test]
fn times_in_the_future_hold_nobody_up_for_long() {
    let mut words_of_many = vec![MARK, 1000, 0, 0, 1000, u64::MAX, u64::MAX, 0];
    words_of_many.extend([u64::MAX; PART].repeat(1000));
    assert_eq!(turn(&words(&words_of_many)), LONGEST);
    assert_eq!(turn(&words(&[MARK, 0, 0, u64::MAX, 0, u64::MAX, u64::MAX, 9])), 60 * SECOND);
    let front = [MARK, 0, 1, 0, 1000, 0, 0, 0, 5, u64::MAX, u64::MAX];
    let stored = Stored::read(&words(&front), NOW);
    assert_eq!(stored.fronts, [Front { process: 5, since: NOW, until: NOW + LONGEST }]);
}

proptest! {
    #[test]
    fn no_bytes_stop_calls_for_good(
        head in prop::collection::vec(any::<u64>(), 0..20),
        marked in any::<bool>(),
        few in any::<bool>(),
    ) {
        let mut head = head;
        if let Some(mark) = head.first_mut().filter(|_| marked) {
            *mark = MARK;
        }
        for count in head.iter_mut().skip(1).take(4).filter(|_| few) {
            *count %= 4;
        }
        prop_assert!(turn(&words(&head)) <= 62 * SECOND);
    }
}
