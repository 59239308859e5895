//! Whatever happens to a file, loading it gives the saved numbers or says what is wrong.

use super::*;
use crate::io::folder::Folder;
use std::fs;

const SPEC: &str = "<f32, 2> = 3 * (Permute[1, 0] >> MAF(128, 128))";
const PARAMS: [f32; 5] = [0.1, -2.5, f32::MIN_POSITIVE, 1e30, -0.0];

fn read(bytes: &[u8]) -> Result<Vec<f32>, LoadError> {
    decode(Path::new("m.safetensors"), bytes, SPEC, PARAMS.len())
}

fn bits(params: &[f32]) -> Vec<u32> {
    params.iter().map(|p| p.to_bits()).collect()
}

/// A safetensors file with any metadata, tensor name and tensor.
fn file(metadata: Option<(&str, String)>, name: &str, dtype: Dtype, data: &[u8]) -> Vec<u8> {
    let shape = vec![data.len() * 8 / dtype.bitsize()];
    let metadata = metadata.map(|(key, value)| HashMap::from([(key.to_owned(), value)]));
    let tensor = TensorView::new(dtype, shape, data).unwrap();
    safetensors::serialize([(name, tensor)], metadata).unwrap()
}

fn header(version: u32, spec: &str, data: &[u8]) -> (&'static str, String) {
    (
        ENTRY,
        format!(
            "version {version}\ncrc32 {:08x}\n{spec}",
            checksum(spec, data)
        ),
    )
}

#[test]
fn what_was_saved_is_loaded() {
    let folder = Folder::new();
    let path = folder.path("m.safetensors");
    save(&path, SPEC, &PARAMS).unwrap();
    assert_eq!(
        bits(&load(&path, SPEC, PARAMS.len()).unwrap()),
        bits(&PARAMS)
    );

    let double = [0.1_f64, f64::MAX, f64::MIN_POSITIVE];
    save(&path, "double", &double).unwrap();
    assert_eq!(load::<f64>(&path, "double", 3).unwrap(), double);

    save::<f32>(&path, "empty", &[]).unwrap();
    assert_eq!(load::<f32>(&path, "empty", 0).unwrap(), [0.0; 0]);

    let odd = "a \"quoted\" \\ spec\nof two lines, θ";
    save(&path, odd, &PARAMS).unwrap();
    assert_eq!(load::<f32>(&path, odd, 5).unwrap(), PARAMS);
}

#[test]
fn bytes_are_what_a_file_holds() {
    let folder = Folder::new();
    let path = folder.path("m.safetensors");
    save(&path, SPEC, &PARAMS).unwrap();
    let bytes = to_bytes(SPEC, &PARAMS).unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes);
    let read = from_bytes::<f32>(&bytes, SPEC, PARAMS.len()).unwrap();
    assert_eq!(bits(&read), bits(&PARAMS));
}

#[test]
fn bytes_have_no_name() {
    let error = from_bytes::<f32>(&[1, 2, 3], SPEC, 5).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the checkpoint is cut short: its end is missing"
    );
    let error = to_bytes(SPEC, &[f32::NAN]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the checkpoint was not written: parameter 0 of the flow is NaN"
    );
}

#[test]
fn the_same_flow_gives_the_same_bytes() {
    assert_eq!(
        encode(SPEC, &PARAMS).unwrap(),
        encode(SPEC, &PARAMS).unwrap()
    );
}

/// A file of version 1 is the same density still, unless a spline is in it.
#[test]
fn older_versions_are_read_where_they_mean_the_same() {
    let data = little_endian(&PARAMS);
    let older = |spec: &str| file(Some(header(1, spec, &data)), TENSOR, Dtype::F32, &data);
    assert_eq!(bits(&read(&older(SPEC)).unwrap()), bits(&PARAMS));
    for chain in [
        "NSF(8)",
        "2 * (Spline(8) >> Affine)",
        "IAF(8, univariate = spline(bins = 5))",
    ] {
        let spec = format!("<f32, 2> = {chain}");
        let path = Path::new("m.safetensors");
        let error = decode::<f32>(path, &older(&spec), &spec, PARAMS.len()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`m.safetensors` has format version 1, whose parameters would be another density now: splines are read \
             from the data to the base since, and their slopes in logarithms, and no parameters give that density now\n\
             help: train the flow again; the version of flow-runtime that wrote the checkpoint still reads it"
        );
        let error = from_bytes::<f32>(&older(&spec), &spec, PARAMS.len()).unwrap_err();
        let said = error.to_string();
        assert!(
            said.starts_with("the checkpoint has format version 1"),
            "{said}"
        );
        let today = file(
            Some(header(VERSION, &spec, &data)),
            TENSOR,
            Dtype::F32,
            &data,
        );
        assert!(decode::<f32>(path, &today, &spec, PARAMS.len()).is_ok());
    }
}

#[test]
fn other_readers_find_the_parameters() {
    let bytes = encode(SPEC, &PARAMS).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let tensor = tensors.tensor("params").unwrap();
    assert_eq!((tensor.dtype(), tensor.shape()), (Dtype::F32, &[5][..]));
    assert_eq!(tensor.data()[..4], 0.1_f32.to_le_bytes());
}

#[test]
fn every_cut_is_noticed() {
    let bytes = encode(SPEC, &PARAMS).unwrap();
    for len in 0..bytes.len() {
        let error = read(&bytes[..len]).unwrap_err();
        assert!(
            matches!(error, LoadError::CutShort { .. }),
            "{len}: {error}"
        );
    }
}

/// A flipped bit is an error, or fell on a blank and changed nothing.
#[test]
fn every_flipped_bit_is_noticed() {
    let bytes = encode(SPEC, &PARAMS).unwrap();
    for i in 0..bytes.len() {
        for mask in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
            let mut bytes = bytes.clone();
            bytes[i] ^= mask;
            if let Ok(params) = read(&bytes) {
                assert_eq!(bits(&params), bits(&PARAMS), "byte {i}, mask {mask}");
            }
        }
    }
    for i in bytes.len() - 4 * PARAMS.len()..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[i] ^= 1;
        let error = read(&bytes).unwrap_err();
        assert!(matches!(error, LoadError::Corrupted { .. }), "{error}");
    }
}

#[test]
fn added_bytes_are_noticed() {
    let mut bytes = encode(SPEC, &PARAMS).unwrap();
    bytes.push(0);
    assert_eq!(
        read(&bytes).unwrap_err().to_string(),
        "`m.safetensors` is corrupted: bytes follow after its end"
    );
}

#[test]
fn other_flows_are_named() {
    let bytes = encode("<f32, 3> = MAF(8)", &PARAMS).unwrap();
    assert_eq!(
        read(&bytes).unwrap_err().to_string(),
        format!(
            "`m.safetensors` holds another flow\n  in the file: <f32, 3> = MAF(8)\n  expected:    {SPEC}"
        )
    );
}

#[test]
fn other_precisions_are_named() {
    let bytes = encode("<f64, 2> = MAF(8)", &[1.0_f64]).unwrap();
    assert_eq!(
        read(&bytes).unwrap_err().to_string(),
        "`m.safetensors` holds f64 parameters, but the flow has f32 parameters"
    );
}

#[test]
fn newer_formats_are_named() {
    let data = little_endian(&PARAMS);
    for text in [
        header(3, SPEC, &data),
        (ENTRY, "version 3\nanything".to_owned()),
    ] {
        assert_eq!(
            read(&file(Some(text), TENSOR, Dtype::F32, &data))
                .unwrap_err()
                .to_string(),
            "`m.safetensors` has format version 3, but this version of flow-runtime reads up to 2"
        );
    }
}

#[test]
fn other_files_are_not_checkpoints() {
    let data = little_endian(&PARAMS);
    let models = [
        file(None, TENSOR, Dtype::F32, &data),
        file(
            Some(("format", "pt".to_owned())),
            "weight",
            Dtype::F32,
            &data,
        ),
    ];
    for bytes in models
        .iter()
        .map(Vec::as_slice)
        .chain([&b"\x89PNG\r\n\x1a\n and so on"[..]])
    {
        let error = read(bytes).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`m.safetensors` is not a checkpoint of a flow"
        );
    }
}

/// Files that are whole, but that no version of this crate writes.
#[test]
fn impossible_files_are_corrupted() {
    let data = little_endian(&PARAMS);
    let nan = little_endian(&[0.0, f32::NAN, 0.0, 0.0, 0.0]);
    let cases = [
        (
            file(
                Some(header(1, SPEC, &data[4..])),
                TENSOR,
                Dtype::F32,
                &data[4..],
            ),
            "shape [4], not [5]",
        ),
        (
            file(Some(header(1, SPEC, &nan)), TENSOR, Dtype::F32, &nan),
            "parameter 1 is NaN",
        ),
        (
            file(Some(header(1, SPEC, &data)), "weight", Dtype::F32, &data),
            "params",
        ),
        (
            file(Some(header(1, SPEC, &data)), TENSOR, Dtype::U8, &data),
            "of type U8",
        ),
        (
            file(Some(header(1, SPEC, b"")), TENSOR, Dtype::F32, &data),
            "its checksum is",
        ),
        (
            file(Some((ENTRY, "what?".to_owned())), TENSOR, Dtype::F32, &data),
            "header is damaged",
        ),
    ];
    for (bytes, reason) in cases {
        let error = read(&bytes).unwrap_err();
        assert!(matches!(error, LoadError::Corrupted { .. }), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = Folder::new();
    for name in ["missing.safetensors", ""] {
        let path = folder.path(name);
        let error = load::<f32>(&path, SPEC, 5).unwrap_err();
        assert!(matches!(error, LoadError::Read { .. }));
        assert!(
            error
                .to_string()
                .starts_with(&format!("cannot read `{}`: ", path.display()))
        );
    }
}

#[test]
fn a_save_that_fails_leaves_the_old_file() {
    let folder = Folder::new();
    let path = folder.path("m.safetensors");
    save(&path, SPEC, &PARAMS).unwrap();
    let error = save(&path, SPEC, &[1.0, f32::INFINITY]).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "`{}` was not written: parameter 1 of the flow is inf",
            path.display()
        )
    );
    assert_eq!(load::<f32>(&path, SPEC, 5).unwrap(), PARAMS);

    let error = save(&folder.path("missing/m.safetensors"), SPEC, &PARAMS).unwrap_err();
    assert!(matches!(error, SaveError::Write { .. }));
    assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 1);
}
