//! Writes the crates of a contender: for each size one with the generated code, and a program that
//! makes one call through it.

use cargo_metadata::{Dependency, DependencyKind, MetadataCommand};

use super::contender::{Contender, Subject};
use super::scratch::{Scratch, write_file};
use crate::command::run;

/// The runtime as each crate sees it.
const OTA_API: &str = "../../../snapshot/ota-api";

/// The runtime of a program, as the README tells users.
const TOKIO: &str = r#"tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;

// The newest compatible ones are taken; the lock file of the scratch folder says which.
const PROGENITOR: [&str; 3] =
    [r#"progenitor = "0.15""#, r#"progenitor-client = "0.15""#, r#"regress = "0.12""#];
const AWS: &str = r#"aws-sdk-iot = "1""#;

/// The crates of a subject.
struct Crates {
    /// With the generated code; `Ready` has none, and AWS publishes it.
    generated: Option<Crate>,
    program: Crate,
}

#[derive(Default)]
struct Crate {
    /// Lines of the manifest.
    dependencies: Vec<String>,
    /// The library or the program.
    source: String,
    build_script: Option<String>,
}

/// Writes the workspace of one contender and downloads its dependencies.
pub(crate) fn write(
    scratch: &Scratch,
    contender: Contender,
    subjects: &[Subject],
) -> Result<(), String> {
    let workspace = scratch.workspace(contender);
    let libraries = Libraries::read(scratch)?;
    let mut members = Vec::new();
    for subject in subjects.iter().filter(|subject| subject.contender == contender) {
        let Crates { generated, mut program } = crates(*subject, &libraries)?;
        let mut write = |role: &str, main: &str, made: &Crate| {
            let folder = subject.folder(role);
            let path = workspace.join(&folder);
            members.push(format!("{folder:?}"));
            write_file(&path.join("Cargo.toml"), &manifest(&format!("{role}-{subject}"), made))?;
            write_file(&path.join(main), &made.source)?;
            made.build_script.iter().try_for_each(|text| write_file(&path.join("build.rs"), text))
        };
        if let Some(generated) = generated {
            write("generated", "src/lib.rs", &generated)?;
            let (package, folder) = (format!("generated-{subject}"), subject.folder("generated"));
            program
                .dependencies
                .push(format!("generated = {{ package = {package:?}, path = \"../{folder}\" }}"));
        }
        write("one-call", "src/main.rs", &program)?;
    }
    let members = members.join(", ");
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    write_file(&workspace.join("Cargo.toml"), &manifest)?;
    let lock = workspace.join("Cargo.lock");
    if !lock.exists() {
        // Whatever this repository uses as well has the version that it is tested with.
        std::fs::copy(scratch.snapshot().join("Cargo.lock"), &lock)
            .map_err(|error| error.to_string())?;
    }
    run(scratch.cargo(contender, "main", &["fetch"])).map(drop)
}

fn manifest(package: &str, made: &Crate) -> String {
    let head = "version = \"0.0.0\"\nedition = \"2024\"\npublish = false\n";
    let dependencies = made.dependencies.join("\n");
    format!("[package]\nname = {package:?}\n{head}\n[dependencies]\n{dependencies}\n")
}

fn crates(subject: Subject, libraries: &Libraries) -> Result<Crates, String> {
    let operations = subject.operations.unwrap_or_default();
    match subject.contender {
        Contender::Ota => Ok(ota(operations)),
        Contender::Ready => Ok(ready()),
        Contender::Progenitor => {
            progenitor(operations, "Positional", include_str!("programs/progenitor.rs"), libraries)
        }
        Contender::ProgenitorBuilder => {
            let program = include_str!("programs/progenitor_builder.rs");
            progenitor(operations, "Builder", program, libraries)
        }
        Contender::Bare => bare(libraries),
        Contender::Aws => Ok(aws()),
    }
}

fn ota(operations: usize) -> Crates {
    let ota_api = format!("ota-api = {{ path = {OTA_API:?}, default-features = false }}");
    let specs = format!("../../../specs-{operations}");
    let generated = Crate {
        dependencies: vec![ota_api.clone()],
        source: format!("//! Operations.\n\nota_api::operations!({specs:?});\n"),
        // The line that `operations!` asks for.
        build_script: Some(format!(
            "fn main() {{\n    println!(\"cargo::rerun-if-changed={specs}/ops\");\n}}\n"
        )),
    };
    let program = program(include_str!("programs/ota.rs"), vec![ota_api]);
    Crates { generated: Some(generated), program }
}

fn ready() -> Crates {
    let ota_api = format!("ota-api = {{ path = {OTA_API:?} }}");
    Crates { generated: None, program: program(include_str!("programs/ready.rs"), vec![ota_api]) }
}

fn progenitor(
    operations: usize,
    interface: &str,
    main: &str,
    libraries: &Libraries,
) -> Result<Crates, String> {
    let reqwest = libraries.line("reqwest", &["json", "query"])?;
    let mut dependencies = PROGENITOR.map(str::to_owned).to_vec();
    dependencies.extend([
        reqwest.clone(),
        libraries.line("serde", &["derive"])?,
        libraries.line("serde_json", &[])?,
    ]);
    let document = format!("../../../openapi-{operations}.json");
    let generated = Crate {
        dependencies,
        source: format!(
            "progenitor::generate_api!(spec = {document:?}, interface = {interface});\n"
        ),
        build_script: None,
    };
    let main = main.to_owned() + include_str!("programs/tls.rs");
    let program = program(&main, with_tls(reqwest, libraries)?);
    Ok(Crates { generated: Some(generated), program })
}

fn bare(libraries: &Libraries) -> Result<Crates, String> {
    let reqwest = libraries.line("reqwest", &[])?;
    let serde = libraries.line("serde", &["derive"])?;
    let generated = Crate {
        dependencies: vec![reqwest.clone(), serde, libraries.line("serde_json", &[])?],
        source: include_str!("programs/bare_generated.rs").to_owned(),
        build_script: None,
    };
    let main = concat!(include_str!("programs/bare.rs"), include_str!("programs/tls.rs"));
    let program = program(main, with_tls(reqwest, libraries)?);
    Ok(Crates { generated: Some(generated), program })
}

fn aws() -> Crates {
    let program = program(include_str!("programs/aws.rs"), vec![AWS.to_owned()]);
    Crates { generated: None, program }
}

fn program(main: &str, mut dependencies: Vec<String>) -> Crate {
    dependencies.push(TOKIO.to_owned());
    Crate { dependencies, source: main.to_owned(), build_script: None }
}

/// The HTTP library, and the TLS that `ota-api` sets up for it.
fn with_tls(reqwest: String, libraries: &Libraries) -> Result<Vec<String>, String> {
    let tls = ["rustls", "rustls-platform-verifier"].map(|name| libraries.line(name, &[]));
    std::iter::once(Ok(reqwest)).chain(tls).collect()
}

/// The dependencies of `ota-api`, so that the others use them in the same way.
struct Libraries(Vec<Dependency>);

impl Libraries {
    fn read(scratch: &Scratch) -> Result<Self, String> {
        let metadata = MetadataCommand::new()
            .manifest_path(scratch.snapshot().join("Cargo.toml"))
            .no_deps()
            .exec()
            .map_err(|error| error.to_string())?;
        let package = metadata.packages.into_iter().find(|package| package.name == "ota-api");
        Ok(Self(package.ok_or("there is no `ota-api`")?.dependencies))
    }

    /// The line of a manifest that depends on a library just like `ota-api` does, with more
    /// features.
    fn line(&self, name: &str, more: &[&str]) -> Result<String, String> {
        let normal =
            |found: &&Dependency| found.name == name && found.kind == DependencyKind::Normal;
        let found = self.0.iter().find(normal);
        let found = found.ok_or_else(|| format!("`ota-api` does not depend on `{name}`"))?;
        let features: Vec<&str> =
            found.features.iter().map(String::as_str).chain(more.iter().copied()).collect();
        let (version, defaults) = (&found.req, found.uses_default_features);
        Ok(format!(
            "{name} = {{ version = \"{version}\", default-features = {defaults}, features = {features:?} }}"
        ))
    }
}
