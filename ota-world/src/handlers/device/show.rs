//! Products and devices as responses show them.

use ota_spec::Value;

use crate::handlers::fields::{number, string};
use crate::refusal::Fields;
use crate::world::fleet::status::DeviceState;
use crate::world::ids::{joined, secret};
use crate::world::product::DEFAULT_MODULE;
use crate::world::{Instance, Product, World};

/// The characters of an ID of earlier versions: an `IotId` without its end.
const OLD_ID: usize = 20;

/// The region that the world is in.
const REGION: &str = "cn-shanghai";

/// A product as the list shows it.
pub(super) fn product(key: &str, product: &Product) -> Value {
    let mut fields = vec![
        string("ProductKey", key),
        string("ProductName", &product.name),
        number("NodeType", u8::from(product.is_gateway)),
        number("DataFormat", 1),
        string("AuthType", "secret"),
        number("DeviceCount", product.devices.len()),
        number("GmtCreate", product.created().0),
    ];
    fields.extend(product.description.as_ref().map(|text| string("Description", text)));
    Value::Object(fields)
}

/// A device with everything that is known of it.
pub(super) struct Row<'w> {
    salt: u64,
    product_key: &'w str,
    product: &'w Product,
    iot_id: String,
    /// The number that belongs to the device alone.
    place: u64,
    device: u32,
    state: DeviceState,
}

impl<'w> Row<'w> {
    /// The device with these numbers of product and device.
    pub(super) fn of(
        world: &'w World,
        instance: &'w Instance,
        (product, device): (u32, u32),
    ) -> Option<Self> {
        let state = instance.device_state((product, device), world.now, &world.model)?;
        let iot_id = instance.device_id(product, device);
        let place = joined(product, device);
        let (product_key, product) = instance.products.get_index(product as usize)?;
        Some(Self { salt: instance.salt, product_key, product, iot_id, place, device, state })
    }

    /// As `QueryDevice` shows it.
    pub(super) fn listed(&self) -> Value {
        let added = self.product.added(self.device);
        let mut fields = vec![
            self.old_id(),
            self.secret(),
            string("DeviceStatus", self.state.status.as_str()),
            string("GmtCreate", added.to_gmt()),
            string("GmtModified", added.to_gmt()),
            string("UtcCreate", added.to_string()),
            string("UtcModified", added.to_string()),
        ];
        fields.extend(self.name());
        fields.extend(self.nickname());
        Value::Object(fields)
    }

    /// As `QueryDeviceDetail` shows it.
    pub(super) fn detailed(&self) -> Value {
        let added = self.product.added(self.device);
        let mut fields = vec![
            self.secret(),
            string("ProductName", &self.product.name),
            number("NodeType", u8::from(self.product.is_gateway)),
            ("Owner".to_owned(), Value::Bool(true)),
            string("Region", REGION),
            string("Status", self.state.status.as_str()),
            string("GmtCreate", added.to_china()),
            string("UtcCreate", added.to_string()),
        ];
        fields.extend(self.name());
        fields.extend(self.nickname());
        fields.extend(self.address("IpAddress"));
        fields.extend(self.times(["GmtActive", "UtcActive", "GmtOnline", "UtcOnline"]));
        let version = self.product.version(self.device, DEFAULT_MODULE);
        fields.extend(version.map(|version| string("FirmwareVersion", version)));
        Value::Object(fields)
    }

    /// As `BatchGetDeviceState` shows it.
    pub(super) fn state(&self) -> Value {
        let mut fields = vec![
            self.old_id(),
            string("DeviceName", self.product.device_name(self.device)),
            string("IotId", &self.iot_id),
            string("Status", self.state.status.as_str()),
            number("Timestamp", self.state.since.0),
        ];
        fields.extend(self.address("AsAddress"));
        let last = self.state.last_online;
        fields.extend(last.map(|last| string("LastOnlineTime", last.to_china())));
        Value::Object(fields)
    }

    /// As `QueryDynamicGroupDevices` shows it.
    pub(super) fn in_dynamic_group(&self) -> Value {
        let mut fields = vec![
            string("ProductName", &self.product.name),
            number("NodeType", u8::from(self.product.is_gateway)),
            string("Status", self.state.status.as_str()),
        ];
        fields.extend(self.name());
        fields.extend(self.nickname());
        let names = ["ActiveTime", "UtcActiveTime", "LastOnlineTime", "UtcLastOnlineTime"];
        fields.extend(self.times(names));
        let category = self.product.category.as_ref();
        fields.extend(category.map(|category| string("CategoryKey", category)));
        Value::Object(fields)
    }

    /// As `QueryDeviceListByDeviceGroup` shows it.
    pub(super) fn in_static_group(&self) -> Value {
        let mut fields = vec![string("ProductName", &self.product.name)];
        fields.extend(self.name());
        Value::Object(fields)
    }

    /// What names the device.
    fn name(&self) -> Fields {
        vec![
            string("ProductKey", self.product_key),
            string("DeviceName", self.product.device_name(self.device)),
            string("IotId", &self.iot_id),
        ]
    }

    fn nickname(&self) -> Option<(String, Value)> {
        self.product.nicknames.get(&self.device).map(|name| string("Nickname", &**name))
    }

    fn old_id(&self) -> (String, Value) {
        string("DeviceId", self.iot_id.chars().take(OLD_ID).collect::<String>())
    }

    fn secret(&self) -> (String, Value) {
        string("DeviceSecret", secret(self.salt, self.place))
    }

    /// Where a device that has been online connects from: made up, one for each of a product.
    fn address(&self, name: &str) -> Option<(String, Value)> {
        self.state.first_online?;
        let [_, high, middle, low] = self.device.to_be_bytes();
        Some(string(name, format!("10.{high}.{middle}.{low}")))
    }

    /// When it was first online, in two forms, and last, in two forms; nothing if it never was.
    fn times(&self, names: [&str; 4]) -> Fields {
        let [first, first_utc, last, last_utc] = names;
        let (Some(began), Some(came)) = (self.state.first_online, self.state.last_online) else {
            return Fields::new();
        };
        vec![
            string(first, began.to_china()),
            string(first_utc, began.to_string()),
            string(last, came.to_china()),
            string(last_utc, came.to_string()),
        ]
    }
}
