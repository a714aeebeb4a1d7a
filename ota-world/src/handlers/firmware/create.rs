//! `CreateOTAFirmware`.

use std::collections::BTreeSet;

use ota_spec::Value;

use crate::handlers::call::Call;
use crate::handlers::fields::{as_str, string};
use crate::handlers::known::{check_name, illegal, no_product, unusable};
use crate::refusal::{Fields, Refusal};
use crate::world::object::{Object, PACKAGE_SUFFIXES, is_package_file};
use crate::world::product::DEFAULT_MODULE;
use crate::world::{File, Instance, Package, PackageStatus, World};

/// The most packages of an instance. Current pages count per instance, older ones per account.
const MOST: usize = 500;

/// `CreateOTAFirmware`: creates a package from uploaded files.
///
/// It is unverified (0), or needs no verification (-1) if `NeedToVerify` is false. Anything the
/// call does not say about a file is taken from the upload. A digest by SHA256 that is left out is
/// the SHA-256 of the file, though the documentation speaks of the MD5 whatever `SignMethod` says.
///
/// These are refused, checked in this order: a product that does not exist
/// (`iot.prod.NotExistedProduct`); with `iot.system.IllegalRequest`, as no code is documented, a
/// module that the product does not have, or that is named without a product, a name that a package
/// of the account has, in whatever instance, and one package too many; a file that was not uploaded
/// for this instance, or an hour ago or more (`iot.common.InvalidParam`); and, with the same code,
/// one with an ending that `GenerateOTAUploadURL` does not give, such as a list of devices, a size
/// or digest other than that of the file, and files that share a name or an address. A seed may
/// name files without their digests; the values of the call are then taken as they are. Its files
/// can be used at any time and in all instances.
///
/// A full package may come with a `SrcVersion`, and keeps it, but devices on any version get it.
pub(crate) fn create(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let name = call.string("FirmwareName")?;
    let product_key = call.optional_string("ProductKey");
    let module = call.optional_string("ModuleName").unwrap_or(DEFAULT_MODULE);
    let sign_method = call.optional_string("SignMethod").unwrap_or("MD5");
    let instance = call.instance(world)?;
    let module = known_module(instance, product_key, module)?.to_owned();
    check_name(world, name)?;
    if instance.packages.len() >= MOST {
        return Err(illegal(format!("there are {MOST} packages already; delete one first")));
    }
    let files = files(world, call, sign_method)?;
    let needs_no_verification =
        matches!(call.request.get("NeedToVerify"), Some(Value::Bool(false)));
    let owned = |name: &str| call.optional_string(name).map(str::to_owned);
    let package = Package {
        name: name.to_owned(),
        product_key: product_key.map(str::to_owned),
        module,
        dest_version: call.string("DestVersion")?.to_owned(),
        src_version: owned("SrcVersion"),
        is_differential: call.request.get("Type").and_then(Value::scalar).as_deref() == Some("1"),
        description: owned("FirmwareDesc"),
        sign_method: sign_method.to_owned(),
        udi: owned("Udi"),
        files,
        is_multi_file: call.optional_string("FirmwareUrl").is_none(),
        status: if needs_no_verification {
            PackageStatus::NotNeeded
        } else {
            PackageStatus::Unverified
        },
        verify_progress: 0,
        created: world.now,
        modified: world.now,
    };
    let created = package.created.to_string();
    world.hold_objects(&package.files);
    let id = call.instance_mut(world)?.add_package(package);
    let data = vec![string("FirmwareId", id), string("UtcCreate", created)];
    Ok(vec![("Data".to_owned(), Value::Object(data))])
}

/// The name of a module as it was created; names are compared without letter case.
fn known_module<'i>(
    instance: &'i Instance,
    product_key: Option<&str>,
    module: &str,
) -> Result<&'i str, Refusal> {
    let product = match product_key {
        Some(key) => Some((key, instance.products.get(key).ok_or_else(|| no_product(key))?)),
        None => None,
    };
    if module.eq_ignore_ascii_case(DEFAULT_MODULE) {
        return Ok(DEFAULT_MODULE);
    }
    let Some((key, product)) = product else {
        return Err(illegal(format!(
            "module `{module}` belongs to a product; name that by `ProductKey`"
        )));
    };
    let known = product.modules.keys().find(|known| known.eq_ignore_ascii_case(module));
    known.map(String::as_str).ok_or_else(|| {
        illegal(format!(
            "product `{key}` has no module `{module}`; create it first or leave `ModuleName` out"
        ))
    })
}

/// A file as a call describes it. The names are those of the parameters, for messages.
struct Declared<'a> {
    /// The beginning of the names of the parameters.
    prefix: String,
    name: Option<&'a str>,
    url: (&'static str, &'a str),
    size: (&'static str, Option<&'a str>),
    md5: (&'static str, Option<&'a str>),
    sign: (&'static str, Option<&'a str>),
}

fn files(world: &World, call: &Call<'_>, sign_method: &str) -> Result<Vec<File>, Refusal> {
    let declared = declared(call)?;
    let mut seen = BTreeSet::new();
    let find = |file: &Declared<'_>| file.find(world, call.instance, sign_method, &mut seen);
    declared.iter().map(find).collect()
}

fn declared<'a>(call: &Call<'a>) -> Result<Vec<Declared<'a>>, Refusal> {
    if let Some(url) = call.request.get("FirmwareUrl").and_then(as_str) {
        return Ok(vec![Declared {
            prefix: String::new(),
            name: None,
            url: ("FirmwareUrl", url),
            size: ("FirmwareSize", digits(call.request, "FirmwareSize")),
            md5: ("FileMd5", None),
            sign: ("FirmwareSign", call.request.get("FirmwareSign").and_then(as_str)),
        }]);
    }
    let Some(Value::Array(files)) = call.request.get("MultiFiles") else {
        return Err(Refusal::missing("FirmwareUrl"));
    };
    let files = files.iter().enumerate().map(|(position, file)| {
        let prefix = format!("MultiFiles.{}.", position + 1);
        let text = |name: &str| file.get(name).and_then(as_str);
        let url = text("Url").ok_or_else(|| Refusal::missing(&format!("{prefix}Url")))?;
        Ok(Declared {
            prefix,
            name: text("Name"),
            url: ("Url", url),
            size: ("Size", digits(file, "Size")),
            md5: ("FileMd5", text("FileMd5")),
            sign: ("SignValue", text("SignValue")),
        })
    });
    files.collect()
}

fn digits<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    match object.get(name) {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    }
}

impl Declared<'_> {
    /// The file, if it was uploaded and is what the call says.
    fn find(
        &self,
        world: &World,
        instance: &str,
        sign_method: &str,
        seen: &mut BTreeSet<String>,
    ) -> Result<File, Refusal> {
        let (parameter, url) = self.url;
        let Some((key, object)) = world.usable_object(url, instance) else {
            return Err(self.wrong(
                parameter,
                format!(
                    "no file of this instance was uploaded to `{url}` within the last hour; upload \
                     it with a form for the instance and create the package then"
                ),
            ));
        };
        if !is_package_file(key) {
            let endings = PACKAGE_SUFFIXES.join(", ");
            return Err(self.wrong(
                parameter,
                format!(
                    "`{url}` is not a package file, which ends in one of {endings}; upload it \
                     with a form of `GenerateOTAUploadURL`"
                ),
            ));
        }
        // Names of files and keys cannot be mistaken for each other: a colon parts them.
        if !seen.insert(format!("url:{key}")) {
            return Err(self.wrong(parameter, "two files share this address".to_owned()));
        }
        if self.name.is_some_and(|name| !seen.insert(format!("name:{name}"))) {
            return Err(self.wrong("Name", "two files share this name".to_owned()));
        }
        if let (parameter, Some(size)) = self.size
            && size.parse() != Ok(object.size)
        {
            let is = format!("it is {size}, and the file has {} bytes", object.size);
            return Err(self.wrong(parameter, is));
        }
        let signed = self.digest(self.sign, digest(object, sign_method), sign_method)?;
        Ok(File {
            name: self.name.map(str::to_owned),
            key: key.to_owned(),
            size: object.size,
            md5: self.digest(self.md5, &object.md5, "MD5")?,
            sign: signed,
        })
    }

    /// The declared digest, which must match that of the file, or else that of the file.
    fn digest(
        &self,
        (parameter, declared): (&str, Option<&str>),
        known: &str,
        method: &str,
    ) -> Result<String, Refusal> {
        match declared {
            None => Ok(known.to_owned()),
            Some(declared) if known.is_empty() || declared.eq_ignore_ascii_case(known) => {
                Ok(declared.to_owned())
            }
            Some(declared) => {
                let is = format!("it is `{declared}`, and the {method} of the file is `{known}`");
                Err(self.wrong(parameter, is))
            }
        }
    }

    fn wrong(&self, parameter: &str, message: String) -> Refusal {
        unusable(format!("`{}{parameter}`: {message}", self.prefix))
    }
}

fn digest<'a>(object: &'a Object, sign_method: &str) -> &'a str {
    match sign_method {
        "SHA256" => &object.sha256,
        _ => &object.md5,
    }
}
