//! Text beside the parameters in the file of a flow: a tensor of bytes, which reading the flow does not look at.

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::io;

/// The text of this name, if there is one.
pub(super) fn read(file: &[u8], name: &str) -> io::Result<Option<String>> {
    let tensors = SafeTensors::deserialize(file).map_err(io::Error::other)?;
    let text = tensors.tensor(name).ok();
    let text = text.map(|tensor| String::from_utf8(tensor.data().to_vec()));
    text.transpose().map_err(io::Error::other)
}

/// The file with this text, in place of one of the same name.
pub(super) fn add(file: &[u8], name: &str, text: &str) -> io::Result<Vec<u8>> {
    let tensors = SafeTensors::deserialize(file).map_err(io::Error::other)?;
    let (_, header) = SafeTensors::read_metadata(file).map_err(io::Error::other)?;
    let own = TensorView::new(Dtype::U8, vec![text.len()], text.as_bytes());
    let own = own.map_err(io::Error::other)?;
    let others = tensors.iter().filter(|(other, _)| *other != name);
    let all = others.chain([(name, own)]);
    safetensors::serialize(all, header.metadata().clone()).map_err(io::Error::other)
}
