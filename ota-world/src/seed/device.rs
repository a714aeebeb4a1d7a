//! Reads the devices of a seed.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{DetailedDevice, SeedDevice};

// The error of a derived reader would only say that it is neither of the two.
impl<'de> Deserialize<'de> for SeedDevice {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NameOrDetails)
    }
}

struct NameOrDetails;

impl<'de> Visitor<'de> for NameOrDetails {
    type Value = SeedDevice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name of a device, or an object with `deviceName`")
    }

    fn visit_str<E>(self, name: &str) -> Result<SeedDevice, E> {
        Ok(name.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<SeedDevice, A::Error> {
        DetailedDevice::deserialize(MapAccessDeserializer::new(members)).map(SeedDevice::from)
    }
}

impl From<String> for SeedDevice {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<DetailedDevice> for SeedDevice {
    fn from(device: DetailedDevice) -> Self {
        Self::Detailed(Box::new(device))
    }
}

impl From<&str> for SeedDevice {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl SeedDevice {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Detailed(device) => &device.device_name,
        }
    }
}
