//! The layouts of pages that are read, and what becomes of that which cannot be.

use ota_spec::Value;

use super::Draft;
use crate::fixture::wall;

fn draft(page: &str) -> Draft {
    super::draft(page, "page.txt", &wall()).unwrap()
}

fn parameter<'d>(draft: &'d Draft, name: &str) -> &'d Value {
    let parameters = draft.value.get("parameters").unwrap();
    let Value::Array(parameters) = parameters else { panic!("{parameters:?}") };
    let is_it = |found: &&Value| found.get("name") == Some(&Value::from(name));
    parameters.iter().find(is_it).unwrap_or_else(|| panic!("no {name}: {parameters:?}"))
}

/// A page with these lines in the table of its request.
fn page(lines: &str) -> String {
    format!("Request parameters\n\nAction String Yes CutHedge\n\n{lines}\n")
}

/// The only question about what could not be read.
fn question(lines: &str) -> String {
    let draft = draft(&page(lines));
    let [question] = &draft.unread[..] else { panic!("{lines}: {:?}", draft.unread) };
    let asked = draft.decisions().into_iter().any(|decision| decision.question == *question);
    assert!(asked, "{question}");
    question.clone()
}

const PIPES: &str = "\
# CutHedge

## Request parameters

| **Parameter** | Type | Required | Description | Example |
|:---|---|---|---|---|
| HedgeName.N | RepeatList | Yes | Up to 1,000 hedges. | hedge1 |
| Height | Integer | No | The height in cm.<br>Valid values: 10 to 2,000. Default value: 1,200. | 1,500 |

## Response parameters

| Parameter | Type | Description | Example |
|---|---|---|---|
| Data | Struct | What was cut. | |
| └ Leaves | Long | How many fell. | 7 |
";

const CHINESE: &str = "\
CutHedge

请求参数

名称	类型	是否必选	示例值	描述
HedgeName.N	RepeatList	是	hedge1	树篱的名称，最多1000个。
Height	Integer	否	1500	高度。取值范围：10～2,000。默认值：1200。

返回数据

名称	类型	示例值	描述
Leaves	Long	7	叶子的数量。
";

const LINES: &str = "\
CutHedge

Request parameters

Parameter

Type

Required

Example

Description

HedgeName.N

RepeatList

Yes

hedge1

Up to 1,000 hedges.

Height

Integer

No

1,500

The height in cm.

Valid values: 10 to 2,000. Default value: 1,200.

Response parameters

Parameter
Type
Example
Description
Leaves
Long
7
How many fell.
";

#[test]
fn tables_are_read_in_every_layout() {
    for page in [PIPES, CHINESE, LINES] {
        let draft = draft(page);
        assert_eq!(draft.unread, [""; 0], "{page}");
        assert_eq!(draft.value.get("action"), Some(&Value::from("CutHedge")));
        let names = parameter(&draft, "HedgeName");
        let number = |number: &str| Some(Value::Number(number.to_owned()));
        assert_eq!(names.get("maxItems").cloned(), number("1000"), "{page}");
        assert_eq!(names.get("required"), Some(&Value::Bool(true)));
        let height = parameter(&draft, "Height");
        for (key, value) in
            [("minimum", "10"), ("maximum", "2000"), ("default", "1200"), ("example", "1500")]
        {
            assert_eq!(height.get(key).cloned(), number(value), "{key}: {page}");
        }
        assert!(draft.text().contains("\"Leaves\""), "{page}");
    }
}

#[test]
fn types_that_specs_lack_are_asked_for() {
    for name in ["String[]", "Timestamp", "array<object>", "Number", "Garden"] {
        for row in [
            format!("Height {name} No 12\n\nHow high."),
            format!("| Height | {name} | No | 12 | How high. |"),
        ] {
            // Without an answer there is nothing to tell such a row from a sentence.
            if name == "array<object>" {
                assert!(
                    draft(&page(&row)).unread.iter().any(|found| found.contains(name)),
                    "{row}"
                );
                continue;
            }
            let question = question(&row);
            assert!(question.contains("`Height`") && question.contains(name), "{question}");
        }
    }
}

#[test]
fn headings_that_are_not_known_are_asked_for() {
    let page = page("Height Integer No 12") + "\nReturn Data\n\nLeaves Long 7\n\nHow many fell.\n";
    let draft = draft(&page);
    assert_eq!(
        draft.unread,
        ["what stands below the heading `Return Data`? It is taken for fields of the response."]
    );
    assert!(draft.text().contains("\"Leaves\""));
    let other = page.replace("Return Data", "## Gardeners at work");
    assert!(
        super::draft(&other, "page.txt", &wall()).unwrap().unread[0].contains("It is not read.")
    );
}

#[test]
fn cells_and_lines_that_cannot_be_read_are_asked_for() {
    assert!(question("| Height | Integer | Sometimes | 12 | How high. |").contains("`Sometimes`"));
    assert!(question("Height Integer Depends 12").contains("`Depends`"));
    assert!(question("| Height | Integer | No | 12 | How high. | 7 |").contains("last cells"));
    assert!(
        question("| Too high! | Integer | No | 12 | How high. |").contains("the row `Too high!`")
    );
    let where_ = "| Parameter | Type | Required | Position |\n| Height | Integer | No | query |";
    assert!(question(where_).contains("column `Position`"));
    let stray = "Height Integer No 12\n\nUsage notes\n\nWidth Integer No 7";
    assert!(question(stray).contains("the row of line 9"));
    let before = "In addition to these there are others.\n\nA wall is no hedge.";
    assert!(question(before).contains("line 7 of the page say? It has 5 words."));
    assert!(question("Height Integer No 12\n\nValid values: see the manual.").contains("`Height`"));
    assert!(question("Height Integer No 12\n\nDefault value: high.").contains("the default"));
    let after = "| Height | Integer | No | 12 | How high. |\n\nA wall is no hedge.";
    assert!(question(after).contains("It has 5 words."));
    let code = "Height Integer No 12\n\nError codes\n\n| 400 | InvalidHedge | x |";
    assert!(question(code).contains("`InvalidHedge`"));
    let code =
        "Height Integer No 12\n\nError codes\n\n| iot.wall.NotFound | x |\n| iot.hedge.Wet | y |";
    assert!(question(code).contains("`iot.hedge.Wet`"));
}

#[test]
fn an_enum_is_taken_only_if_its_values_and_meanings_are_those_of_the_page() {
    let ty = |values: &str| {
        let draft =
            draft(&page(&format!("Color String No RED\n\nThe paint. Valid values:\n\n{values}")));
        let ty = parameter(&draft, "Color").get("type").unwrap().clone();
        (ty, draft.text().contains("is `Color` a `Color` of `types.json`?"))
    };
    let (named, plain) = (Value::from("Color"), Value::from("String"));
    assert_eq!(ty("• RED: bricks\n• BLUE: sky"), (named, false));
    assert_eq!(ty("• RED: bricks"), (plain.clone(), true));
    assert_eq!(ty("• RED: bricks\n• BLUE: sky\n• GREEN: grass"), (plain.clone(), true));
    assert_eq!(ty("• RED: stop\n• BLUE: go"), (plain, true));
}

#[test]
fn what_reads_like_a_secret_is_marked() {
    let lines = "\
DeviceSecret String Yes s1\n\nWhat it proves itself with.\n
AccessKey String No k1\n\nOpens the gate.\n
Proof String No p1\n\nThe password of the gate.\n
NextToken Integer No 7\n\nWhere to go on.\n
WallKeyboard String No b1\n\nWhat to type on.";
    let draft = draft(&page(lines));
    let secret = |name| parameter(&draft, name).get("secret").is_some();
    for name in ["DeviceSecret", "AccessKey", "Proof"] {
        assert!(secret(name) && draft.text().contains(&format!("is `{name}` a secret?")), "{name}");
    }
    assert!(!secret("NextToken") && draft.text().contains("is `NextToken` a secret?"));
    assert!(!secret("WallKeyboard"));
}
