//! Did you mean …?

/// The candidate nearest to what was written, if one is near enough to be a slip of the pen.
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // A slip of the pen does not change the length much, and the distance of long texts is costly.
    let near = |candidate: &&str| {
        let (written, candidate) = (written.len(), candidate.len());
        written.abs_diff(candidate) <= candidate
    };
    let wanted = written.to_lowercase();
    let distance = |candidate: &str| {
        let name = candidate.to_lowercase();
        // `Bool` is short for `Boolean`; `iot` is not short for every error code.
        let short =
            wanted.len() >= 3 && name.starts_with(&wanted) && wanted.len() * 3 >= name.len();
        match short {
            true => 1,
            false => strsim::osa_distance(&wanted, &name),
        }
    };
    candidates
        .into_iter()
        .filter(near)
        .map(|candidate| (distance(candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The help behind a caret: the near name if there is one, else everything
/// that is allowed.
pub fn help<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(written, candidates.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if candidates.clone().into_iter().next().is_none() => {
            "nothing is allowed here".to_owned()
        }
        None => format!("allowed: {}", list(candidates)),
    }
}

/// The names in backticks, separated by commas.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
