//! Runs one case a number of times and does nothing else, for tools that count instructions.
//!
//!     repeat                        lists the cases, one per line: group, tab, contender
//!     repeat GROUP CONTENDER TIMES

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "what was measured goes there")]

mod batches;
mod by_hand;
mod cases;
mod contenders;
mod server;

use server::Server;

/// Enough to have opened every connection and filled every pool.
const WARM_UP: usize = 64;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match &arguments[..] {
        [mode] if mode == server::MODE => server::serve(),
        [] => {
            for batch in batches::all(&Server::start()) {
                println!("{}\t{}", batch.group, batch.contender);
            }
        }
        [group, contender, times] => {
            let server = Server::start();
            let mut batch = batches::one(&server, group, contender);
            (batch.run)(WARM_UP);
            (batch.run)(times.parse().unwrap());
        }
        _ => panic!("usage: repeat [GROUP CONTENDER TIMES]"),
    }
}
