//! Pictures are compared with what must stand in them, not with other pictures.

use super::*;
use crate::io::folder::Folder;
use nalgebra::SVector;
use std::error::Error;
use tiny_skia::Pixmap;

type Point = SVector<f64, 2>;

fn draw(figure: &Figure) -> Pixmap {
    Pixmap::decode_png(&figure.to_png().unwrap()).unwrap()
}

/// A panel whose longer side is 300 pixels: 108 points at 200 to the inch.
fn single(panel: Panel) -> Pixmap {
    draw(&Figure::new().panel_side(108.0).panel(panel))
}

fn rgb(picture: &Pixmap, x: u32, y: u32) -> [u8; 3] {
    let color = picture.pixel(x, y).unwrap();
    [color.red(), color.green(), color.blue()]
}

/// Columns and rows in which the colour occurs: first, last, first, last.
fn extent(picture: &Pixmap, color: Color) -> Option<[u32; 4]> {
    let places = (0..picture.height()).flat_map(|y| (0..picture.width()).map(move |x| (x, y)));
    places
        .filter(|(x, y)| rgb(picture, *x, *y) == color.rgb)
        .fold(None, |extent, (x, y)| {
            let [x0, x1, y0, y1] = extent.unwrap_or([x, x, y, y]);
            Some([x0.min(x), x1.max(x), y0.min(y), y1.max(y)])
        })
}

fn opaque(points: &[Point]) -> Scatter {
    Scatter::new(points)
        .color(Color::ORANGE)
        .opacity(1.0)
        .radius(3.0)
}

#[test]
fn axes_over_the_plane_have_equal_units() {
    let square = [[0.0, 0.0], [4.0, 0.0], [0.0, 1.0], [4.0, 1.0]].map(Point::from);
    let picture = single(
        Panel::new()
            .layer(opaque(&square))
            .limits([-1.0, 5.0], [-1.0, 2.0]),
    );
    let [x0, x1, y0, y1] = extent(&picture, Color::ORANGE).unwrap();
    // 300 pixels for 6 units; a disc adds its diameter.
    let disc = y1 - y0 - 50;
    assert!((12..=17).contains(&disc), "{disc}");
    assert!((200 + disc).abs_diff(x1 - x0) <= 1, "{x0} {x1}");
}

#[test]
fn points_beyond_the_limits_are_cut_off() {
    let inside = [Point::zeros()];
    let outside = [
        [-1.01, 0.0],
        [1.01, 0.0],
        [0.0, 1.01],
        [0.0, -1.01],
        [1e300, -1e300],
    ]
    .map(Point::from);
    let panel = |points: &[Point]| {
        Panel::new()
            .layer(opaque(points))
            .limits([-1.0, 1.0], [-1.0, 1.0])
    };
    let width = |points: &[Point]| {
        let [x0, x1, ..] = extent(&single(panel(points)), Color::ORANGE).unwrap();
        x1 - x0
    };
    assert!(width(&inside) < 18);
    assert!((280..302).contains(&width(&outside)));
}

#[test]
fn later_layers_lie_above() {
    let below = opaque(&[Point::zeros()]).radius(5.0);
    let above = opaque(&[Point::zeros()]).color(Color::BLUE);
    let picture = single(Panel::new().layer(below).layer(above));
    let [x0, x1, y0, y1] = extent(&picture, Color::ORANGE).unwrap();
    assert_eq!(
        rgb(&picture, u32::midpoint(x0, x1), u32::midpoint(y0, y1)),
        Color::BLUE.rgb
    );
}

#[test]
fn densities_are_drawn_upright() {
    // Larger to the right, and larger still upwards.
    let field = Grid::square(0.0, 1.0, 64).evaluate(|x: &Point| (x[0] + 2.0 * x[1]) / 3.0);
    let picture = single(Panel::density(&field));
    let (left, right, top, bottom) = (120, 320, 60, 300);
    let corners = [(left, bottom), (right, bottom), (left, top), (right, top)];
    // Viridis grows brighter in green.
    let green = corners.map(|(x, y)| rgb(&picture, x, y)[1]);
    assert!(green.is_sorted() && green[0] + 60 < green[3], "{green:?}");
}

#[test]
fn colors_end_at_the_maximum() {
    let field = Grid::square(-1.0, 1.0, 50).evaluate(|x: &Point| (-x.norm_squared()).exp());
    for colors in [
        ColorMap::Viridis,
        ColorMap::Inferno,
        ColorMap::Magma,
        ColorMap::Plasma,
    ] {
        let picture = single(Panel::new().layer(Density::new(&field).color_map(colors).max(0.5)));
        assert!(extent(&picture, colors.color(1.0)).is_some_and(|[x0, x1, ..]| x1 - x0 > 200));
        assert_eq!(colors.color(-1.0), colors.color(0.0));
        assert_eq!(colors.color(f64::NAN), colors.color(0.0));
        assert_eq!(colors.color(f64::INFINITY), colors.color(1.0));
    }
}

#[test]
fn colors_span_the_range() {
    let log_density = Grid::square(-1.0, 1.0, 50).evaluate(|x: &Point| -4.0 * x.norm_squared());
    let colors = ColorMap::Viridis;
    let picture = |layer: Density| single(Panel::new().layer(layer));
    let all = picture(Density::new(&log_density).range(-0.1, -0.01));
    for value in [0.0, 1.0] {
        assert!(extent(&all, colors.color(value)).is_some(), "{value}");
    }
    // From 0 up, a log-density below it has one colour only.
    let plain = picture(Density::new(&log_density));
    assert!(extent(&plain, colors.color(1.0)).is_none());
    for (min, max) in [
        (1.0, 1.0),
        (1.0, 0.0),
        (f64::NEG_INFINITY, 0.0),
        (0.0, f64::NAN),
    ] {
        let ignored = picture(Density::new(&log_density).range(min, max));
        assert!(extent(&ignored, colors.color(1.0)).is_none());
    }
}

#[test]
fn grids_integrate() {
    let grid = Grid::new([-6.0, 6.0], [-5.0, 7.0], 100, 80);
    let field = grid.evaluate(|x: &Point| {
        (-0.5 * (x - Point::new(0.0, 1.0)).norm_squared()).exp() / std::f64::consts::TAU
    });
    assert!((field.integral() - 1.0).abs() < 1e-6);
    assert!((field.max() - 0.159).abs() < 1e-3);
    let points: Vec<SVector<f32, 2>> = Grid::square(0.0, 1.0, 2).points();
    let expected = [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]];
    assert_eq!(points, expected.map(SVector::from));
}

#[test]
#[should_panic(expected = "a grid cannot run from 1 to 1")]
fn flat_grids_are_refused() {
    let _ = Grid::square(1.0, 1.0, 3);
}

#[test]
#[should_panic(expected = "a grid needs a value for each point")]
fn fields_need_all_values() {
    let _ = Grid::square(0.0, 1.0, 3).field([1.0; 8]);
}

#[test]
fn curves_have_gaps_where_there_is_no_number() {
    let panel = |values: &[f64]| Panel::new().layer(Curve::new(values).color(Color::ORANGE));
    let [x0, x1, ..] = extent(
        &single(panel(&[1.0, 1.0, f64::NAN, 0.0, 0.0])),
        Color::ORANGE,
    )
    .unwrap();
    let picture = single(panel(&[1.0, 1.0, f64::NAN, 0.0, 0.0]));
    let middle = u32::midpoint(x0, x1);
    assert!((0..picture.height()).all(|y| rgb(&picture, middle, y) != Color::ORANGE.rgb));
}

#[test]
fn panels_stand_side_by_side_or_in_rows() {
    let figure = |columns| {
        let panel = Panel::scatter(&[Point::zeros()])
            .title("title")
            .labels("x", "y");
        let figure = Figure::new().columns(columns).panel_side(40.0);
        let picture = draw(&(0..4).fold(figure, |figure, _| figure.panel(panel.clone())));
        (picture.width(), picture.height())
    };
    let (wide, one) = (figure(9), figure(1));
    assert!(
        wide.0.abs_diff(4 * one.0) <= 4 && one.1.abs_diff(4 * wide.1) <= 4,
        "{wide:?} {one:?}"
    );
    assert_eq!(figure(2).0, wide.0.div_ceil(2));
}

#[test]
fn the_same_input_gives_the_same_picture() {
    let points: Vec<_> = (0..50)
        .map(|i| Point::new(f64::from(i % 7), f64::from(i % 5)))
        .collect();
    let figure = Figure::new()
        .panel_side(50.0)
        .panel(Panel::scatter(&points).title("twice"));
    assert_eq!(figure.to_png().unwrap(), figure.clone().to_png().unwrap());
}

#[test]
fn nothing_that_is_shown_can_panic() {
    let odd = [
        0.0,
        -0.0,
        1.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1e300,
        1e-300,
    ];
    let points: Vec<_> = odd
        .iter()
        .flat_map(|x| odd.map(|y| Point::new(*x, y)))
        .collect();
    let field = Grid::square(0.0, 1.0, 8).field(points.iter().map(|x| x[0]));
    for panel in [
        Panel::new(),
        Panel::scatter::<f64>(&[]),
        Panel::scatter(&points),
        Panel::scatter(&points[..3]),
        Panel::density(&field).color_bar(),
        Panel::density(&Grid::square(0.0, 1.0, 1).field([0.0_f32])).color_bar(),
        Panel::curve(&odd),
        Panel::curve(&[f64::NAN]),
        Panel::curve(&[]).layer(Rule::new(f64::NAN, "nowhere")),
        Panel::curve(&[1.0]).layer(Rule::new(1e300, "far away")),
        Panel::curve(&odd)
            .log_x()
            .log_y()
            .layer(Rule::new(-1.0, "nowhere")),
        Panel::new().log_x(),
        Panel::scatter(&points)
            .log_y()
            .layer(Rule::vertical(0.0, "")),
        Panel::density(&field).log_x(),
        Panel::new().layer(Histogram::new(odd)).log_y(),
        Panel::new().layer(Histogram::new([0.0_f32; 0]).label("none")),
        Panel::new()
            .layer(Band::new(&odd.map(|x| [x, 0.0, x])))
            .log_x(),
        Panel::scatter(&points[..1])
            .title("\u{10ffff} \0 \n")
            .labels(" ", "y"),
        Panel::new()
            .layer(opaque(&points).radius(f64::NAN))
            .layer(opaque(&points).radius(-1.0)),
    ] {
        let _ = Figure::new().panel_side(0.0).panel(panel).to_png();
    }
}

#[test]
fn impossible_figures_are_errors() {
    let message = |figure: Figure| figure.to_png().unwrap_err().to_string();
    assert_eq!(
        message(Figure::new()),
        "a figure without panels cannot be drawn"
    );
    assert_eq!(
        message(Figure::new().panel(Panel::new().limits([0.0, 1.0], [2.0, f64::NAN]))),
        "an axis cannot run from 2 to NaN: the limits must be finite and increase"
    );
    let many = (0..200).fold(Figure::new(), |figure, _| figure.panel(Panel::new()));
    assert!(message(many).ends_with("pixels is too large"));
}

#[test]
fn a_folder_that_does_not_exist_is_one_clear_error() {
    let folder = Folder::new();
    let path = folder.path("missing/picture.png");
    let error = Figure::new().panel(Panel::new()).save(&path).unwrap_err();
    assert!(matches!(error, PlotError::Write { .. }) && error.source().is_some());
    assert!(
        error
            .to_string()
            .starts_with(&format!("cannot write `{}`: ", path.display()))
    );

    Figure::new()
        .panel(Panel::new())
        .save(folder.path("picture.png"))
        .unwrap();
    assert_eq!(std::fs::read_dir(folder.path("")).unwrap().count(), 1);
}

#[test]
fn free_axes_fill_their_space_each_with_its_own_unit() {
    let points = [[0.0, 0.0], [1.0, 5.0], [0.0, 5.0], [1.0, 0.0]];
    let scatter = Scatter::through(points)
        .color(Color::ORANGE)
        .opacity(1.0)
        .radius(3.0);
    let panel = Panel::new()
        .layer(scatter)
        .limits([-0.5, 1.5], [-2.5, 7.5])
        .free();
    // 300 by 198 pixels; points half way to either side.
    let [x0, x1, y0, y1] = extent(&single(panel), Color::ORANGE).unwrap();
    let disc = 16;
    assert!((x1 - x0).abs_diff(150 + disc) <= 2, "{x0} {x1}");
    assert!((y1 - y0).abs_diff(99 + disc) <= 2, "{y0} {y1}");
}

#[test]
fn logarithmic_axes_place_numbers_by_their_ratios() {
    let at = |x: f64| {
        let point = Scatter::through([[x, 1.0]])
            .color(Color::ORANGE)
            .opacity(1.0);
        let panel = Panel::new()
            .layer(point)
            .limits([1.0, 10_000.0], [0.0, 2.0]);
        extent(&single(panel.log_x()), Color::ORANGE).map(|[x0, x1, ..]| u32::midpoint(x0, x1))
    };
    let [a, b, c] = [10.0, 100.0, 1000.0].map(|x| at(x).unwrap());
    assert!(
        (b - a).abs_diff(75) <= 1 && (c - b).abs_diff(75) <= 1,
        "{a} {b} {c}"
    );
    assert_eq!(at(-1.0), None);
}

#[test]
fn bands_fill_what_lies_between_and_have_gaps() {
    let sides = [0.0, 1.0, 2.0, 3.0].map(|x| [x, -1.0, 1.0]);
    let panel = |sides: &[[f64; 3]]| {
        let band = Band::new(sides).color(Color::ORANGE).opacity(1.0);
        single(Panel::new().layer(band).limits([0.0, 3.0], [-2.0, 2.0]))
    };
    let whole = panel(&sides);
    let [x0, x1, y0, y1] = extent(&whole, Color::ORANGE).unwrap();
    assert!((x1 - x0).abs_diff(300) <= 6 && (y1 - y0).abs_diff(99) <= 3);
    let middle = (u32::midpoint(x0, x1), u32::midpoint(y0, y1));
    assert_eq!(rgb(&whole, middle.0, middle.1), Color::ORANGE.rgb);
    let mut broken = sides.to_vec();
    broken.insert(2, [1.5, f64::NAN, 1.0]);
    let broken = panel(&broken);
    assert_ne!(rgb(&broken, middle.0, middle.1), Color::ORANGE.rgb);
    assert!(extent(&broken, Color::ORANGE).is_some());
}

#[test]
fn bars_stand_on_the_axis_as_high_as_their_share() {
    // Three quarters in the left half.
    let values = [0.1, 0.2, 0.3, 0.9];
    let histogram = Histogram::new(values)
        .range(0.0, 1.0)
        .bins(2)
        .color(Color::ORANGE);
    let panel = Panel::new().layer(histogram).limits([0.0, 1.0], [0.0, 2.0]);
    let picture = single(panel);
    // The upper sides of the bars, where their outline is.
    let top = |x: u32| (0..picture.height()).find(|y| rgb(&picture, x, *y) == Color::ORANGE.rgb);
    let [x0, x1, ..] = extent(&picture, Color::ORANGE).unwrap();
    let quarter = (x1 - x0) / 4;
    let [left, right] = [x0 + quarter, x1 - quarter].map(|x| top(x).unwrap());
    // 1.5 against 0.5 of 2 on 198 pixels.
    assert!((right - left).abs_diff(99) <= 2, "{left} {right}");
}

#[test]
fn layers_with_labels_are_named_above_the_axes() {
    let curve = |label: &str| Curve::new(&[1.0, 2.0]).color(Color::ORANGE).label(label);
    let height = |labels: &[&str]| {
        let panel = labels
            .iter()
            .fold(Panel::new(), |panel, label| panel.layer(curve(label)));
        single(panel).height()
    };
    let none = height(&["", ""]);
    let one = height(&["train", ""]);
    assert!(none < one && one == height(&["train", "valid"]));
    // What has no room in one line gets another.
    assert!(one < height(&["a rather long label", "another long label"]));
}

#[test]
fn vertical_rules_stand_at_their_place() {
    let panel = Panel::curve(&[1.0, 2.0, 3.0]).layer(Rule::vertical(2.0, "threshold"));
    let picture = single(panel.limits([1.0, 3.0], [0.0, 4.0]));
    let gray = |x: &u32| {
        let column = (0..picture.height()).filter(|y| rgb(&picture, *x, *y) == Color::GRAY.rgb);
        column.count() > 60
    };
    let found: Vec<u32> = (0..picture.width()).filter(gray).collect();
    assert!(!found.is_empty() && found.len() <= 3, "{found:?}");
}

/// The colours of the swatches in the legend of two bands, each of which has hundreds of pixels: from the left.
fn swatches(bands: [Band; 2]) -> Vec<[u8; 3]> {
    let [a, b] = bands;
    let panel = Panel::new().layer(a.label("a")).layer(b.label("b"));
    // Nothing lies within the axes, so what is blue is in the legend.
    let picture = single(panel.limits([100.0, 101.0], [100.0, 101.0]));
    let mut found: Vec<([u8; 3], usize)> = Vec::new();
    for x in 0..picture.width() {
        for y in 0..picture.height() {
            let color @ [red, _, blue] = rgb(&picture, x, y);
            match found.iter_mut().find(|(other, _)| *other == color) {
                Some((_, pixels)) => *pixels += 1,
                None if blue > red => found.push((color, 1)),
                None => {}
            }
        }
    }
    let swatches = found.into_iter().filter(|(_, pixels)| *pixels > 300);
    swatches.map(|(color, _)| color).collect()
}

#[test]
fn bands_that_lie_on_one_another_differ_in_the_legend() {
    let band = |half: f64| Band::new(&[[0.0, -half, half], [1.0, -half, half]]);
    // Each as it is seen: the narrow one through both.
    let fan = swatches([band(1.0), band(0.5)]);
    assert_eq!(fan.len(), 2, "{fan:?}");
    assert!(fan[1][0] < fan[0][0], "{fan:?}");
    // Beside each other they look the same.
    assert_eq!(swatches([band(0.5), band(1.0)]).len(), 1);
}
