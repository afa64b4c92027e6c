//! The codes of findings. Each has a row in `core/data/findings.json`, and each
//! row a code: the first that asks for the table stops where one has no other.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Makes the type of all codes, each with the text by which people know it.
macro_rules! codes {
    ($($code:ident = $text:literal,)+) => {
        /// The stable code of a finding, written `MT101`. The pages of all codes are
        /// in `core/data/FINDINGS.md`, and [`reference()`](super::reference()) gives
        /// that of one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("The code ", $text, ".")] $code,)+
        }

        impl Code {
            /// Every code, in the order of the texts.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The text of the code, `MT101`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $text,)+
                }
            }
        }
    };
}

codes! {
    Mt101 = "MT101",
    Mt102 = "MT102",
    Mt103 = "MT103",
    Mt104 = "MT104",
    Mt105 = "MT105",
    Mt106 = "MT106",
    Mt107 = "MT107",
    Mt108 = "MT108",
    Mt109 = "MT109",
    Mt110 = "MT110",
    Mt111 = "MT111",
    Mt112 = "MT112",
    Mt113 = "MT113",
    Mt114 = "MT114",
    Mt115 = "MT115",
    Mt116 = "MT116",
    Mt117 = "MT117",
    Mt118 = "MT118",
    Mt119 = "MT119",
    Mt120 = "MT120",
    Mt121 = "MT121",
    Mt122 = "MT122",
    Mt123 = "MT123",
    Mt124 = "MT124",
    Mt125 = "MT125",
    Mt126 = "MT126",
    Mt127 = "MT127",
    Mt128 = "MT128",
    Mt129 = "MT129",
    Mt130 = "MT130",
    Mt131 = "MT131",
    Mt132 = "MT132",
    Mt133 = "MT133",
    Mt134 = "MT134",
    Mt135 = "MT135",
    Mt136 = "MT136",
    Mt137 = "MT137",
    Mt138 = "MT138",
    Mt139 = "MT139",
    Mt140 = "MT140",
    Mt141 = "MT141",
    Mt142 = "MT142",
    Mt143 = "MT143",
    Mt150 = "MT150",
    Mt151 = "MT151",
    Mt152 = "MT152",
    Mt201 = "MT201",
    Mt202 = "MT202",
    Mt203 = "MT203",
    Mt204 = "MT204",
    Mt205 = "MT205",
    Mt206 = "MT206",
    Mt207 = "MT207",
    Mt208 = "MT208",
    Mt209 = "MT209",
    Mt210 = "MT210",
    Mt211 = "MT211",
    Mt212 = "MT212",
    Mt213 = "MT213",
    Mt214 = "MT214",
    Mt215 = "MT215",
    Mt216 = "MT216",
    Mt217 = "MT217",
    Mt218 = "MT218",
    Mt219 = "MT219",
    Mt220 = "MT220",
    Mt221 = "MT221",
    Mt222 = "MT222",
    Mt223 = "MT223",
    Mt224 = "MT224",
    Mt225 = "MT225",
    Mt230 = "MT230",
    Mt301 = "MT301",
    Mt302 = "MT302",
    Mt303 = "MT303",
    Mt304 = "MT304",
    Mt305 = "MT305",
    Mt306 = "MT306",
    Mt307 = "MT307",
    Mt308 = "MT308",
    Mt309 = "MT309",
    Mt310 = "MT310",
    Mt311 = "MT311",
    Mt312 = "MT312",
    Mt313 = "MT313",
    Mt320 = "MT320",
    Mt321 = "MT321",
    Mt322 = "MT322",
    Mt401 = "MT401",
    Mt402 = "MT402",
    Mt403 = "MT403",
    Mt404 = "MT404",
    Mt405 = "MT405",
    Mt406 = "MT406",
    Mt407 = "MT407",
    Mt415 = "MT415",
    Mt417 = "MT417",
    Mt418 = "MT418",
    Mt419 = "MT419",
    Mt420 = "MT420",
    Mt422 = "MT422",
    Mt423 = "MT423",
    Mt424 = "MT424",
    Mt425 = "MT425",
    Mt426 = "MT426",
    Mt501 = "MT501",
    Mt502 = "MT502",
    Mt503 = "MT503",
    Mt504 = "MT504",
    Mt505 = "MT505",
    Mt506 = "MT506",
    Mt507 = "MT507",
    Mt508 = "MT508",
    Mt509 = "MT509",
    Mt510 = "MT510",
    Mt511 = "MT511",
    Mt512 = "MT512",
    Mt513 = "MT513",
    Mt514 = "MT514",
    Mt515 = "MT515",
    Mt516 = "MT516",
    Mt517 = "MT517",
    Mt518 = "MT518",
    Mt519 = "MT519",
    Mt520 = "MT520",
    Mt521 = "MT521",
    Mt522 = "MT522",
    Mt523 = "MT523",
    Mt524 = "MT524",
    Mt525 = "MT525",
    Mt526 = "MT526",
    Mt527 = "MT527",
    Mt528 = "MT528",
    Mt529 = "MT529",
    Mt530 = "MT530",
    Mt531 = "MT531",
    Mt532 = "MT532",
    Mt533 = "MT533",
    Mt534 = "MT534",
    Mt535 = "MT535",
    Mt601 = "MT601",
    Mt602 = "MT602",
    Mt603 = "MT603",
    Mt604 = "MT604",
    Mt605 = "MT605",
    Mt606 = "MT606",
    Mt607 = "MT607",
    Mt608 = "MT608",
    Mt609 = "MT609",
    Mt610 = "MT610",
    Mt611 = "MT611",
    Mt612 = "MT612",
    Mt613 = "MT613",
    Mt614 = "MT614",
    Mt615 = "MT615",
    Mt616 = "MT616",
    Mt617 = "MT617",
    Mt618 = "MT618",
}

impl Code {
    /// Whether it says that something was not read.
    pub(super) fn is_of_reading(self) -> bool {
        let is_unread = matches!(self, Self::Mt321 | Self::Mt322);
        is_unread
            || self.as_str().starts_with("MT6")
                && !matches!(self, Self::Mt606 | Self::Mt612 | Self::Mt618)
    }

    /// The code of a text, upper or lower case; none if there is no such code.
    pub fn of(text: &str) -> Option<Self> {
        let is_it = |code: &&Self| code.as_str().eq_ignore_ascii_case(text);
        Self::ALL.iter().find(is_it).copied()
    }
}

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.as_str())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Code {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "The code of a finding.",
            "enum": Self::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>(),
        })
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        Self::of(&text).ok_or_else(|| de::Error::custom(format!("no finding has the code {text}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_the_order_of_their_texts_and_called_by_them() {
        assert!(Code::ALL.is_sorted_by(|one, other| one.as_str() < other.as_str()));
        for code in Code::ALL {
            assert_eq!(format!("{code:?}").to_uppercase(), code.as_str());
            assert_eq!(Code::of(&code.as_str().to_lowercase()), Some(*code));
        }
        assert_eq!(Code::of("MT999"), None);
    }
}
