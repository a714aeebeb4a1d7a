//! Imports the metadata of products and says what became of it.

mod compile;
mod record;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ota_authoring::metadata::{Class, Import, import};
use ota_spec::{Source, load};

use crate::command::{print, say};

/// What to import, and what to do with it.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder with the file `api-docs.json` of each product, at any depth.
    folder: PathBuf,
    /// Where to write the folders of specs.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Says how often each kind of finding occurs.
    #[arg(long)]
    kinds: bool,
    /// Takes only these groups and actions.
    #[arg(long, value_name = "GROUP|ACTION", num_args = 1..)]
    only: Vec<String>,
    /// Compiles the code of this many products, evenly spread.
    #[arg(long, value_name = "N", default_value_t = 0)]
    compile: usize,
    /// Sends every operation to a server that records, signed in both ways, and compares what arrives with the document.
    #[arg(long)]
    record: bool,
}

/// The most differences that are shown of a product.
const SHOWN: usize = 20;

/// What became of a product.
#[derive(Default)]
struct Row {
    name: String,
    operations: usize,
    imported: usize,
    valid: usize,
    samples: usize,
    contradicting: usize,
    seconds: f64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    let mut documents = Vec::new();
    find(&arguments.folder, &mut documents)?;
    documents.sort();
    let head = "product                        operations imported    valid  samples contradict  seconds\n";
    print(head);
    let mut all = Row { name: "all".to_owned(), ..Row::default() };
    let mut kinds = std::collections::BTreeMap::new();
    let scratch = std::env::temp_dir().join("ota-metadata");
    let ota = if arguments.record { Some(record::build()?) } else { None };
    let mut requests = record::Recorded::default();
    let mut differences = 0;
    let chosen: std::collections::BTreeSet<usize> =
        (0..arguments.compile).map(|number| number * documents.len() / arguments.compile).collect();
    for (place, document) in documents.iter().enumerate() {
        let start = Instant::now();
        let text = fs::read_to_string(document).map_err(|error| error.to_string())?;
        let found = match import(&text, &arguments.only) {
            Ok(found) => found,
            Err(error) => {
                say(&format!("{}: {error}", document.display()));
                continue;
            }
        };
        let mut row = row(&found);
        row.seconds = start.elapsed().as_secs_f64();
        print(&line(&row));
        for operation in found.report.operations.iter().filter(|found| !found.mistakes.is_empty()) {
            let why = operation.mistakes.join("; ");
            say(&format!("  {}: {}", operation.action, why.chars().take(300).collect::<String>()));
        }
        for mistake in &found.report.mistakes {
            say(&format!("  {mistake}"));
        }
        for (kind, count) in found.report.counts() {
            *kinds.entry(kind).or_insert(0) += count;
        }
        if let Some(out) = &arguments.out {
            write(&out.join(&found.folder), &found)?;
        }
        if chosen.contains(&place) {
            let seconds = compile::compile(&found, &scratch)?;
            print(&format!("  its code compiles without a warning, in {seconds:.1} seconds\n"));
        }
        if let Some(ota) = &ota {
            let recorded = record::record(&text, &found, ota)?;
            print(&arrived(&recorded));
            for difference in recorded.differences.iter().take(SHOWN) {
                print(&format!("  {}\n", difference.chars().take(300).collect::<String>()));
            }
            differences += recorded.differences.len();
            requests.add(&recorded);
        }
        all.operations += row.operations;
        all.imported += row.imported;
        all.valid += row.valid;
        all.samples += row.samples;
        all.contradicting += row.contradicting;
        all.seconds += row.seconds;
    }
    print(&line(&all));
    if ota.is_some() {
        print(&arrived(&requests));
    }
    if arguments.kinds {
        for ((class, kind), count) in kinds {
            print(&format!("{:<9} {count:>7} {kind}\n", Class::as_str(class)));
        }
    }
    if differences > 0 {
        return Err(format!("{differences} differences between the document and what arrived"));
    }
    let wanted = if arguments.only.is_empty() { all.operations } else { all.imported };
    if all.valid < wanted { Err("not every operation is sayable".to_owned()) } else { Ok(()) }
}

fn row(found: &Import) -> Row {
    let files = found.files.iter().filter(|(path, _)| !path.contains("schema"));
    let sources =
        files.map(|(path, text)| Source { path: path.clone(), bytes: text.clone().into() });
    let valid = match load("specs", sources.collect()) {
        Ok(spec) => spec.operations.len(),
        Err(broken) => {
            for found in broken.diagnostics.iter().take(5) {
                say(&found.to_string());
            }
            broken.rest.operations.len()
        }
    };
    let (samples, contradicting) = found.report.samples();
    Row {
        name: found.folder.clone(),
        operations: found.report.in_document,
        imported: found.report.imported(),
        valid,
        samples,
        contradicting,
        seconds: 0.0,
    }
}

fn line(row: &Row) -> String {
    format!(
        "{:<30} {:>10} {:>8} {:>8} {:>8} {:>10} {:>8.2}\n",
        row.name,
        row.operations,
        row.imported,
        row.valid,
        row.samples,
        row.contradicting,
        row.seconds
    )
}

fn arrived(recorded: &record::Recorded) -> String {
    let [(v3, same3), (v1, same1)] =
        [0, 1].map(|scheme| (recorded.sent[scheme], recorded.equal[scheme]));
    format!("  requests: {v3} sent by V3, {same3} equal; {v1} sent by V1, {same1} equal\n")
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot read `{}`: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_dir() {
            find(&entry.path(), found)?;
        } else if entry.file_name() == "api-docs.json" {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn write(folder: &Path, found: &Import) -> Result<(), String> {
    let report = ("import-report.json".to_owned(), found.report.value().pretty());
    for (path, text) in found.files.iter().chain([(&report.0, &report.1)]) {
        let file = folder.join(path);
        let failed = |error: std::io::Error| format!("cannot write `{}`: {error}", file.display());
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::write(&file, text).map_err(failed)?;
    }
    Ok(())
}
