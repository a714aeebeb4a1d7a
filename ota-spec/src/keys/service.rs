//! The keys of `service.json`.

use super::table::{Table, free, needed};

/// The file `service.json`.
pub const SERVICE: Table = Table {
    what: "`service.json`",
    groups: &[&[
        free("$schema", "A JSON Schema."),
        needed("product", "The product, as the gateway names it."),
        needed("version", "The version, as the gateway names it."),
        needed("summary", "One sentence about the service."),
        free("zh", "The summary in Chinese."),
        needed("endpoints", "Where it listens."),
        needed("envelope", "What surrounds the fields of every response."),
        free("parameters", "Parameters that every operation takes."),
    ]],
};

/// The value of `endpoints`.
pub const ENDPOINTS: Table = Table {
    what: "the endpoints",
    groups: &[&[
        free(
            "public",
            "The host of a region, with `{region}` once and without a scheme, where the hosts follow a pattern.",
        ),
        free(
            "hosts",
            "The hosts of regions by their IDs. They come before `public` and `central`.",
        ),
        free("vpc", "The host of a region inside a private network, with `{region}` once."),
        free("vpcHosts", "The hosts of regions inside private networks. They come before `vpc`."),
        free("regions", "The regions that have the service."),
        free("central", "A host that serves further regions, or all that have no other."),
    ]],
};

/// An entry of `regions`.
pub const REGION: Table = Table {
    what: "a region",
    groups: &[&[needed("id", "The ID of the region."), needed("name", "Where that is.")]],
};

/// The value of `central`.
pub const CENTRAL: Table = Table {
    what: "the central endpoint",
    groups: &[&[
        needed("host", "The host."),
        free(
            "regions",
            "The IDs of its regions. Without them it serves every region that has no host of its own.",
        ),
    ]],
};

/// The value of `envelope`.
pub const ENVELOPE: Table = Table {
    what: "the envelope",
    groups: &[&[
        needed("requestId", "The field with the ID of the request."),
        free(
            "success",
            "The field that says whether the call worked. Leave it out where no field does: then a response with a success status and without an error code is one of a call that worked.",
        ),
        needed("code", "The field with the error code."),
        free(
            "successCodes",
            "The values of that field after a call that worked, such as `OK` or `200`. Leave it out where the field comes with errors only.",
        ),
        needed("message", "The field with the error message."),
    ]],
};
