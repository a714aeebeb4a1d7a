//! A simulation of calls that pass a window.

use proptest::prelude::*;

use super::{SECOND, Window};

/// Sends calls as fast as the window lets them, each of which takes this long on its way and back, with the share
/// of it that is the way there, in percent. Returns when they arrive.
fn arrivals(limit: u32, ways: &[(u64, u64)]) -> Vec<u64> {
    let mut window = Window::new();
    let mut under_way: Vec<(u64, u64)> = Vec::new();
    let mut arrivals = Vec::new();
    let (mut now, mut ticket) = (7 * SECOND, 0);
    while arrivals.len() < ways.len() {
        window.advance(now);
        let back = |&(end, _): &(u64, u64)| end <= now;
        under_way
            .iter()
            .filter(|way| back(way))
            .for_each(|(end, ticket)| window.end(*ticket, *end));
        under_way.retain(|way| !back(way));
        if window.has_place(0, limit, now) {
            assert_eq!(window.turn(0, limit, now), now);
            let (takes, there) = ways[arrivals.len()];
            window.start(ticket, now);
            under_way.push((now + takes, ticket));
            arrivals.push(now + takes * there / 100);
            ticket += 1;
            continue;
        }
        let turn = window.turn(0, limit, now);
        assert!(turn > now, "waiting makes progress");
        let next = under_way.iter().map(|(end, _)| *end).min();
        now = next.map_or(turn, |next| next.min(turn));
    }
    arrivals.sort_unstable();
    arrivals
}

proptest! {
    #[test]
    fn no_second_has_more_calls_than_allowed_where_the_service_counts(
        limit in 1_u32..20,
        ways in prop::collection::vec((0_u64..SECOND, 0_u64..=100), 1..200),
    ) {
        let arrivals = arrivals(limit, &ways);
        for pair in arrivals.windows(limit as usize + 1) {
            prop_assert!(pair[limit as usize] - pair[0] >= SECOND, "{pair:?}");
        }
    }

    #[test]
    fn nearly_all_that_is_allowed_is_used(limit in 1_u32..50, takes in 0_u64..50_000) {
        let calls = 20 * limit as usize;
        let arrivals = arrivals(limit, &vec![(takes, 50); calls]);
        // The last of so many calls comes after one second less.
        let took = arrivals[calls - 1] - arrivals[0];
        prop_assert!(took * 9 / 10 <= 19 * SECOND, "{took}");
    }

    #[test]
    fn a_turn_is_never_foretold_too_late(
        limit in 1_u32..8,
        before in 0_usize..30,
        started in prop::collection::vec((0_u64..SECOND, prop::option::of(0_u64..SECOND)), 0..8),
    ) {
        let mut window = Window::new();
        let now = 9 * SECOND;
        for (ticket, (ago, takes)) in started.iter().take(limit as usize).enumerate() {
            window.start(ticket as u64, now - ago);
            if let Some(takes) = takes.filter(|takes| takes <= ago) {
                window.end(ticket as u64, now - ago + takes);
            }
        }
        window.advance(now);
        let foretold = window.turn(before, limit, now);
        // All responses come at once, and those before take no time.
        for ticket in 0..8 {
            window.end(ticket, now);
        }
        let (mut time, mut left) = (now, before);
        let turn = loop {
            window.advance(time);
            if window.has_place(0, limit, time) {
                if left == 0 {
                    break time;
                }
                left -= 1;
                window.start(100 + left as u64, time);
                window.end(100 + left as u64, time);
            } else {
                time = window.turn(0, limit, time);
            }
        };
        prop_assert!(foretold <= turn, "{foretold} {turn}");
    }
}

#[test]
fn a_slow_operation_holds_its_places_for_two_seconds() {
    let arrivals = arrivals(1, &[(30 * SECOND, 0), (30 * SECOND, 0)]);
    assert_eq!(arrivals[1] - arrivals[0], 2 * SECOND);
}

/// The calls that can be sent at this time.
fn places(window: &mut Window, limit: u32, now: u64) -> u64 {
    window.advance(now);
    let mut count = 0;
    while window.has_place(0, limit, now) {
        count += 1;
        window.start(1000 + count, now);
    }
    (1..=count).for_each(|ticket| assert!(window.give_back(1000 + ticket)));
    count
}

#[test]
fn too_many_calls_make_a_pause_and_then_fewer_which_grow_again() {
    let mut window = Window::new();
    let now = 10 * SECOND;
    (0..10).for_each(|ticket| window.start(ticket, now));
    // Refused together, they are one sign.
    (0..10).for_each(|ticket| window.throttle(ticket, Some(SECOND * 3 / 2), now + 9));
    (0..10).for_each(|ticket| window.end(ticket, now + 9));
    let over = now + 9 + SECOND * 3 / 2;
    assert_eq!(window.turn(0, 10, now + 10), over, "the pause that the service asked for");
    assert_eq!(places(&mut window, 10, over - 1), 0);
    let later = (0..8).map(|second| places(&mut window, 10, over + second * SECOND));
    assert_eq!(later.collect::<Vec<_>>(), [5, 6, 7, 8, 9, 10, 10, 10]);
    assert!(window.is_idle(over + 9 * SECOND));
}

#[test]
fn pauses_grow_until_a_call_is_taken() {
    let mut window = Window::new();
    let mut now = 10 * SECOND;
    let mut pauses = Vec::new();
    for ticket in 0..8 {
        window.advance(now);
        window.start(ticket, now);
        window.throttle(ticket, None, now);
        let over = window.turn(0, 1000, now);
        pauses.push((over - now) / 1000);
        now = over + 1;
    }
    assert_eq!(pauses, [250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
    window.advance(now);
    window.start(8, now + 1);
    window.accept(8);
    window.start(9, now + 2);
    window.throttle(9, None, now + 2);
    assert_eq!((window.turn(0, 1000, now + 2) - now - 2) / 1000, 250);
}

#[test]
fn what_was_not_sent_takes_no_place() {
    let mut window = Window::new();
    window.start(1, 0);
    assert!(!window.has_place(0, 1, 0) && window.give_back(1) && !window.give_back(1));
    assert!(window.has_place(0, 1, 0) && !window.restart(1, 0));
}
