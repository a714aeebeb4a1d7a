//! The operations that show products, devices and groups.

use std::time::Duration;

use ota_emulator::{Behaviour, DeviceStatus, Emulator};
use serde_json::{Value, json};

use crate::rollout::{create, done, fleet_of, pass, refused, send};

/// Two products in a group of each kind; `new` has never been online.
const SEED: &str = r#"{
    "seed": 1,
    "products": [
        { "productKey": "p", "productName": "Lamp", "description": "It shines.", "categoryKey": "Lighting",
          "devices": ["lamp1", "lamp2", { "deviceName": "lamp3", "iotId": "id-of-lamp3", "nickname": "吊灯" }],
          "packages": [{ "firmwareId": "full" }] },
        { "productKey": "q", "gateway": true, "devices": [{ "deviceName": "new", "unactive": true }] },
        { "productKey": "empty" }
    ],
    "groups": [
        { "groupId": "fixed", "productKey": "p", "devices": ["lamp3", "lamp1"],
          "others": [{ "productKey": "q", "devices": ["new"] }] }
    ],
    "instances": [{ "iotInstanceId": "i",
        "products": [{ "productKey": "p", "productName": "Lamp", "categoryKey": "Lighting",
            "devices": ["lamp1", "lamp2", { "deviceName": "lamp3", "nickname": "吊灯" }, "lamb"] },
            { "productKey": "q", "devices": [{ "deviceName": "lamp9", "unactive": true }] }],
        "groups": [{ "groupId": "moving", "dynamic": true, "productKey": "p",
            "devices": ["lamb", "lamp1", "lamp2", "lamp3"],
            "others": [{ "productKey": "q", "devices": ["lamp9"] }] }]
    }]
}"#;

async fn world() -> Emulator {
    fleet_of(SEED).await
}

/// A member of the items of a list.
fn each<'v>(list: &'v Value, member: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|item| item[member].as_str().unwrap()).collect()
}

fn names(response: &Value, wrapper: &str) -> String {
    each(&response["Data"][wrapper], "DeviceName").join(" ")
}

fn offline() -> Behaviour {
    Behaviour { offline: Some(true), ..Behaviour::default() }
}

#[tokio::test]
async fn products_are_listed_the_newest_first() {
    let emulator = world().await;
    let page = |number: &'static str| [("CurrentPage", number), ("PageSize", "2")];
    let first = &done(&emulator, "QueryProductList", &page("1")).await["Data"];
    assert_eq!(each(&first["List"]["ProductInfo"], "ProductKey"), ["empty", "q"]);
    assert_eq!(
        [&first["Total"], &first["PageCount"], &first["CurrentPage"], &first["PageSize"]],
        [3, 2, 1, 2]
    );
    let second = &done(&emulator, "QueryProductList", &page("2")).await["Data"];
    assert_eq!(
        second["List"]["ProductInfo"],
        json!([{
            "ProductKey": "p", "ProductName": "Lamp", "Description": "It shines.", "NodeType": 0,
            "DataFormat": 1, "AuthType": "secret", "DeviceCount": 3, "GmtCreate": 1_767_323_045_000_i64,
        }])
    );
    assert_eq!(first["List"]["ProductInfo"][1]["NodeType"], 1);
    let third = &done(&emulator, "QueryProductList", &page("3")).await["Data"];
    assert_eq!((&third["List"]["ProductInfo"], &third["Total"]), (&json!([]), &json!(3)));
    let kind = [("CurrentPage", "1"), ("PageSize", "2"), ("AliyunCommodityCode", "iothub")];
    assert_eq!(done(&emulator, "QueryProductList", &kind).await["Data"]["Total"], 0);
}

#[tokio::test]
async fn devices_of_a_product_are_walked_by_pages_or_tokens() {
    let emulator = world().await;
    let product = ("ProductKey", "p");
    let first = done(&emulator, "QueryDevice", &[product, ("PageSize", "2")]).await;
    assert_eq!(names(&first, "DeviceInfo"), "lamp3 lamp2");
    assert_eq!([&first["Page"], &first["PageCount"], &first["Total"]], [1, 2, 3]);
    let secret = first["Data"]["DeviceInfo"][0]["DeviceSecret"].as_str().unwrap();
    assert_eq!(secret.len(), 32);
    assert_ne!(first["Data"]["DeviceInfo"][1]["DeviceSecret"], secret);
    assert_eq!(
        first["Data"]["DeviceInfo"][0],
        json!({
            "DeviceId": "id-of-lamp3", "DeviceName": "lamp3", "DeviceSecret": secret,
            "DeviceStatus": "ONLINE", "GmtCreate": "Fri, 02-Jan-2026 03:04:05 GMT",
            "GmtModified": "Fri, 02-Jan-2026 03:04:05 GMT", "IotId": "id-of-lamp3", "Nickname": "吊灯",
            "ProductKey": "p", "UtcCreate": "2026-01-02T03:04:05.000Z",
            "UtcModified": "2026-01-02T03:04:05.000Z",
        })
    );
    // What is added meanwhile moves no page.
    pass(&emulator, 60);
    emulator.add_devices("p", ["lamp4", "lamp5"]).unwrap();
    let token = first["NextToken"].as_str().unwrap();
    let next = [product, ("PageSize", "2"), ("NextToken", token)];
    let second = done(&emulator, "QueryDevice", &next).await;
    assert_eq!(
        (names(&second, "DeviceInfo").as_str(), &second["NextToken"]),
        ("lamp1", &json!(""))
    );
    let pages = [product, ("PageSize", "2"), ("CurrentPage", "1")];
    let newest = done(&emulator, "QueryDevice", &pages).await;
    assert_eq!(newest["Data"]["DeviceInfo"][0]["UtcCreate"], "2026-01-02T03:05:05.000Z");
}

#[tokio::test]
async fn a_device_is_shown_with_what_it_runs_and_when_it_came() {
    let emulator = world().await;
    let by_name = [("ProductKey", "p"), ("DeviceName", "lamp3")];
    let shown = &done(&emulator, "QueryDeviceDetail", &by_name).await["Data"];
    assert_eq!(
        *shown,
        json!({
            "DeviceName": "lamp3", "DeviceSecret": shown["DeviceSecret"], "FirmwareVersion": "1.0.0",
            "GmtActive": "2026-01-02 11:04:05", "GmtCreate": "2026-01-02 11:04:05",
            "GmtOnline": "2026-01-02 11:04:05", "IotId": "id-of-lamp3", "IpAddress": "10.0.0.2",
            "Nickname": "吊灯", "NodeType": 0, "Owner": true, "ProductKey": "p", "ProductName": "Lamp",
            "Region": "cn-shanghai", "Status": "ONLINE", "UtcActive": "2026-01-02T03:04:05.000Z",
            "UtcCreate": "2026-01-02T03:04:05.000Z", "UtcOnline": "2026-01-02T03:04:05.000Z",
        })
    );
    let by_id = done(&emulator, "QueryDeviceDetail", &[("IotId", "id-of-lamp3")]).await;
    assert_eq!(by_id["Data"], *shown);
    create(&emulator, "full", &[]).await;
    pass(&emulator, 600);
    let later = &done(&emulator, "QueryDeviceDetail", &by_name).await["Data"];
    assert_eq!(later["FirmwareVersion"], "2.0.0");
    // One that was never online has neither a version nor times.
    let new = &done(&emulator, "QueryDeviceDetail", &[("ProductKey", "q"), ("DeviceName", "new")])
        .await["Data"];
    assert_eq!(new["Status"], "UNACTIVE");
    for absent in
        ["FirmwareVersion", "GmtActive", "UtcActive", "GmtOnline", "UtcOnline", "IpAddress"]
    {
        assert_eq!(new.get(absent), None, "{absent}");
    }
    let page =
        [("ProductKey", "q"), ("DeviceName", "new"), ("CurrentPage", "1"), ("PageSize", "9")];
    assert_eq!(done(&emulator, "ListOTAModuleVersionsByDevice", &page).await["Total"], 0);
}

#[tokio::test]
async fn devices_are_counted_by_product_and_group() {
    let emulator = world().await;
    emulator.set_behaviour("p", "lamp1", offline()).unwrap();
    let counts = |pairs: Vec<(&'static str, &'static str)>| {
        let emulator = &emulator;
        async move {
            let data = &done(emulator, "QueryDeviceStatistics", &pairs).await["Data"];
            ["deviceCount", "activeCount", "onlineCount"].map(|name| data[name].as_u64().unwrap())
        }
    };
    assert_eq!(counts(vec![]).await, [4, 3, 2]);
    assert_eq!(counts(vec![("ProductKey", "p")]).await, [3, 3, 2]);
    assert_eq!(counts(vec![("ProductKey", "empty")]).await, [0, 0, 0]);
    assert_eq!(counts(vec![("GroupId", "fixed")]).await, [3, 2, 1]);
    assert_eq!(counts(vec![("GroupId", "fixed"), ("ProductKey", "q")]).await, [1, 0, 0]);
    assert_eq!(counts(vec![("GroupId", "moving"), ("IotInstanceId", "i")]).await, [5, 4, 4]);
}

#[tokio::test]
async fn states_are_those_of_the_named_devices_in_their_order() {
    let emulator = world().await;
    emulator.advance(Duration::from_secs(60));
    emulator.set_behaviour("p", "lamp1", offline()).unwrap();
    let by_name = [("ProductKey", "p"), ("DeviceName.1", "lamp3"), ("DeviceName.2", "lamp1")];
    let list =
        &done(&emulator, "BatchGetDeviceState", &by_name).await["DeviceStatusList"]["DeviceStatus"];
    assert_eq!(each(list, "DeviceName"), ["lamp3", "lamp1"]);
    assert_eq!(each(list, "Status"), ["ONLINE", "OFFLINE"]);
    assert_eq!(
        list[1],
        json!({
            "AsAddress": "10.0.0.0", "DeviceId": list[1]["DeviceId"], "DeviceName": "lamp1",
            "IotId": list[1]["IotId"], "LastOnlineTime": "2026-01-02 11:04:05", "Status": "OFFLINE",
            "Timestamp": 1_767_323_105_000_i64,
        })
    );
    // IDs win, and may be of several products.
    let new = emulator.instance("").device("q", "new").unwrap();
    assert_eq!((new.status, new.version.as_str()), (DeviceStatus::Unactive, ""));
    let by_id = [("IotId.1", new.iot_id.as_str()), ("IotId.2", "id-of-lamp3")];
    let both = [&by_name[..], &by_id].concat();
    let list =
        &done(&emulator, "BatchGetDeviceState", &both).await["DeviceStatusList"]["DeviceStatus"];
    assert_eq!(each(list, "DeviceName"), ["new", "lamp3"]);
    assert_eq!((&list[0]["Status"], list[0].get("LastOnlineTime")), (&json!("UNACTIVE"), None));
}

#[tokio::test]
async fn a_static_group_has_devices_of_several_products() {
    let emulator = world().await;
    let page =
        |number: &'static str| [("GroupId", "fixed"), ("CurrentPage", number), ("PageSize", "2")];
    let first = done(&emulator, "QueryDeviceListByDeviceGroup", &page("1")).await;
    assert_eq!(names(&first, "SimpleDeviceInfo"), "new lamp3");
    assert_eq!(
        [&first["Page"], &first["PageCount"], &first["PageSize"], &first["Total"]],
        [1, 2, 2, 3]
    );
    assert_eq!(
        first["Data"]["SimpleDeviceInfo"][1],
        json!({ "DeviceName": "lamp3", "IotId": "id-of-lamp3", "ProductKey": "p", "ProductName": "Lamp" })
    );
    let second = done(&emulator, "QueryDeviceListByDeviceGroup", &page("2")).await;
    assert_eq!(names(&second, "SimpleDeviceInfo"), "lamp1");
}

#[tokio::test]
async fn a_dynamic_group_is_searched() {
    let emulator = world().await;
    let search = |pairs: Vec<(&'static str, &'static str)>| {
        let emulator = &emulator;
        async move {
            let group = [("GroupId", "moving"), ("IotInstanceId", "i")];
            done(emulator, "QueryDynamicGroupDevices", &[&group[..], &pairs].concat()).await
        }
    };
    let found = |response: Value| names(&response, "SimpleDeviceInfo");
    let all = search(vec![]).await;
    assert_eq!(
        all["Data"]["SimpleDeviceInfo"][2],
        json!({
            "ActiveTime": "2026-01-02 11:04:05", "CategoryKey": "Lighting", "DeviceName": "lamp3",
            "IotId": all["Data"]["SimpleDeviceInfo"][2]["IotId"], "LastOnlineTime": "2026-01-02 11:04:05",
            "Nickname": "吊灯", "NodeType": 0, "ProductKey": "p", "ProductName": "Lamp", "Status": "ONLINE",
            "UtcActiveTime": "2026-01-02T03:04:05.000Z", "UtcLastOnlineTime": "2026-01-02T03:04:05.000Z",
        })
    );
    assert_eq!(found(all), "lamp9 lamb lamp3 lamp2 lamp1");
    assert_eq!(found(search(vec![("ProductKey", "p")]).await), "lamb lamp3 lamp2 lamp1");
    assert_eq!(found(search(vec![("DeviceName", "lamp")]).await), "");
    assert_eq!(found(search(vec![("DeviceName", "lamp2")]).await), "lamp2");
    let fuzzy = vec![("DeviceName", "lamp"), ("FuzzyName", "true"), ("ProductKey", "p")];
    assert_eq!(found(search(fuzzy).await), "lamp3 lamp2 lamp1");
    assert_eq!(found(search(vec![("Status", "UNACTIVE")]).await), "lamp9");
    assert_eq!(found(search(vec![("Status", "DISABLE")]).await), "");
    let first = search(vec![("PageSize", "3")]).await;
    assert_eq!([&first["Total"], &first["PageCount"]], [5, 2]);
    let token = first["NextToken"].as_str().unwrap().to_owned();
    let next =
        [("GroupId", "moving"), ("IotInstanceId", "i"), ("PageSize", "3"), ("NextToken", &token)];
    let second = done(&emulator, "QueryDynamicGroupDevices", &next).await;
    assert_eq!(
        (names(&second, "SimpleDeviceInfo").as_str(), &second["Page"]),
        ("lamp2 lamp1", &json!(2))
    );
}

#[tokio::test]
async fn what_does_not_exist_or_fit_is_refused() {
    let emulator = world().await;
    let (product, device, id) =
        ("iot.prod.NotExistedProduct", "iot.device.NotExistedDevice", "iot.device.InvalidIoTId");
    let (parameter, page) = ("iot.common.InvalidParam", "iot.common.InvalidPageParams");
    let p = ("ProductKey", "p");
    let nowhere = ("ProductKey", "nowhere");
    let moving = [("GroupId", "moving"), ("IotInstanceId", "i")];
    for (action, pairs, code) in [
        ("QueryProductList", vec![("CurrentPage", "0"), ("PageSize", "2")], page),
        ("QueryDevice", vec![nowhere], product),
        ("QueryDevice", vec![p, ("PageSize", "51")], page),
        ("QueryDevice", vec![p, ("CurrentPage", "201"), ("PageSize", "50")], page),
        ("QueryDevice", vec![p, ("NextToken", "nonsense")], page),
        ("QueryDeviceDetail", vec![nowhere, ("DeviceName", "lamp1")], product),
        ("QueryDeviceDetail", vec![p, ("DeviceName", "new")], device),
        ("QueryDeviceDetail", vec![("IotId", "nobody")], id),
        ("QueryDeviceStatistics", vec![nowhere], product),
        ("QueryDeviceStatistics", vec![("GroupId", "nobody")], parameter),
        ("BatchGetDeviceState", vec![nowhere, ("DeviceName.1", "lamp1")], product),
        (
            "BatchGetDeviceState",
            vec![p, ("DeviceName.1", "lamp1"), ("DeviceName.2", "new")],
            device,
        ),
        ("BatchGetDeviceState", vec![("IotId.1", "id-of-lamp3"), ("IotId.2", "nobody")], id),
        ("QueryDeviceListByDeviceGroup", vec![("GroupId", "nobody")], parameter),
        ("QueryDeviceListByDeviceGroup", moving.to_vec(), parameter),
        ("QueryDynamicGroupDevices", [&moving[..], &[nowhere]].concat(), product),
        (
            "QueryDynamicGroupDevices",
            [&moving[..], &[("DeviceName", "lam"), ("FuzzyName", "true")]].concat(),
            parameter,
        ),
        ("QueryDynamicGroupDevices", [&moving[..], &[("NextToken", "x")]].concat(), page),
        ("QueryDynamicGroupDevices", vec![("GroupId", "fixed"), ("IotInstanceId", "i")], parameter),
        (
            "QueryDynamicGroupDevices",
            vec![("GroupId", "moving"), ("IotInstanceId", "j")],
            "iot.system.InstanceNotFound",
        ),
    ] {
        let message = refused(&emulator, action, &pairs, code).await;
        assert!(message.contains('`'), "{message}");
    }
    // The pages after the first 10,000 are for those who send a token.
    let devices =
        send(&emulator, "QueryDevice", &[p, ("CurrentPage", "200"), ("PageSize", "50")]).await;
    devices.assert_success();
}
