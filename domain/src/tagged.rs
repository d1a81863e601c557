//! Enums that are written with the name of the variant in a field beside the variant's own.
//!
//! Whoever writes to the server may put that field anywhere, so natively serde's derived code keeps all fields until it
//! has found it. That code is made once more for each variant, and large. The browser reads only what the server wrote,
//! which puts the name first: there, fields are read as they come, which takes a fifth off what a browser downloads.

/// Declares an enum whose variant stands in the field `$tag`, with its name in the style `$style`. Attributes in brackets
/// are only for how it is read.
macro_rules! tagged {
    ($tag:literal, $style:literal, $([$reading:meta],)? $(#[$meta:meta])* pub enum $name:ident { $($variants:tt)* }) => {
        $(#[$meta])*
        #[derive(serde::Serialize)]
        #[cfg_attr(not(target_arch = "wasm32"), derive(serde::Deserialize))]
        #[serde(tag = $tag, rename_all = $style)]
        pub enum $name { $($variants)* }

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use $name as Whole;

            $(#[$meta])*
            $(#[$reading])?
            #[derive(serde::Deserialize)]
            #[serde(remote = "Whole", rename_all = $style)]
            pub enum Variants { $($variants)* }

            impl<'de> $crate::tagged::ReadVariant<'de> for $name {
                fn read_variant<D: serde::Deserializer<'de>>(variant: D) -> Result<Self, D::Error> {
                    Variants::deserialize(variant)
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_map($crate::tagged::FirstField::new($tag))
                }
            }
        };
    };
}

pub(crate) use tagged;

#[cfg(target_arch = "wasm32")]
pub use self::reading::{FirstField, ReadVariant};

#[cfg(target_arch = "wasm32")]
mod reading {
    use std::fmt;
    use std::marker::PhantomData;

    use serde::Deserializer;
    use serde::de::value::{MapAccessDeserializer, StrDeserializer};
    use serde::de::{DeserializeSeed, EnumAccess, Error, IgnoredAny, MapAccess, VariantAccess, Visitor};
    use serde::forward_to_deserialize_any;

    /// An enum that can be read once the variant is known.
    pub trait ReadVariant<'de>: Sized {
        /// Reads the fields of the variant.
        fn read_variant<D: Deserializer<'de>>(variant: D) -> Result<Self, D::Error>;
    }

    /// Reads the first field, which names the variant, and then the others.
    pub struct FirstField<T> {
        tag: &'static str,
        read: PhantomData<T>,
    }

    impl<T> FirstField<T> {
        /// Expects the variant in this field.
        pub fn new(tag: &'static str) -> Self {
            Self { tag, read: PhantomData }
        }
    }

    impl<'de, T: ReadVariant<'de>> Visitor<'de> for FirstField<T> {
        type Value = T;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(out, "an object that begins with {}", self.tag)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<T, A::Error> {
            if fields.next_key::<String>()?.as_deref() != Some(self.tag) {
                return Err(A::Error::missing_field(self.tag));
            }
            let name = fields.next_value()?;
            T::read_variant(Variant { name, fields })
        }
    }

    struct Variant<A> {
        name: String,
        fields: A,
    }

    impl<'de, A: MapAccess<'de>> Deserializer<'de> for Variant<A> {
        type Error = A::Error;

        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
            visitor.visit_enum(self)
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }

    impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Variant<A> {
        type Error = A::Error;
        type Variant = Fields<A>;

        fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Fields<A>), A::Error> {
            let variant = seed.deserialize(StrDeserializer::new(&self.name))?;
            Ok((variant, Fields(self.fields)))
        }
    }

    struct Fields<A>(A);

    impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Fields<A> {
        type Error = A::Error;

        fn unit_variant(mut self) -> Result<(), A::Error> {
            while self.0.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(())
        }

        fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, A::Error> {
            seed.deserialize(MapAccessDeserializer::new(self.0))
        }

        fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, A::Error> {
            Err(A::Error::custom("a variant without names has no fields"))
        }

        fn struct_variant<V: Visitor<'de>>(
            self,
            _: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, A::Error> {
            visitor.visit_map(self.0)
        }
    }
}
