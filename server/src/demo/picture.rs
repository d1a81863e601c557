//! A picture made in code: a lamp on a table, in colours that the dice choose. So a demo mail has a photograph
//! that is nobody's.

use super::random::Dice;

const WIDTH: u32 = 320;
const HEIGHT: u32 = 200;

/// A PNG of 320 by 200 pixels.
///
/// # Errors
///
/// Passes on what the encoder reports.
pub fn lamp(dice: &mut Dice) -> Result<Vec<u8>, png::EncodingError> {
    let wall = colour(dice, 40, 110);
    let shade = colour(dice, 150, 255);
    let table = colour(dice, 70, 140);
    let centre = i64::try_from(dice.between(110, 210)).unwrap_or(160);
    let mut pixels = Vec::with_capacity(usize::try_from(WIDTH * HEIGHT * 3).unwrap_or(0));
    for y in 0..i64::from(HEIGHT) {
        for x in 0..i64::from(WIDTH) {
            pixels.extend(match part_at(x - centre, y) {
                Part::Shade => shade,
                Part::Stand => [30, 28, 26],
                Part::Table => table,
                Part::Wall { glow } => lit(wall, glow),
            });
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}

/// What is seen at a point.
enum Part {
    Shade,
    Stand,
    Table,
    /// The wall, and how much light falls on it, from 0 to 120.
    Wall {
        glow: i64,
    },
}

/// What is seen so far right of the lamp's middle and so far down.
fn part_at(right: i64, down: i64) -> Part {
    let shade_half_width = 25 + (down - 40) / 2;
    if down >= 165 {
        Part::Table
    } else if (40..90).contains(&down) && right.abs() < shade_half_width {
        Part::Shade
    } else if (90..165).contains(&down) && right.abs() < 3 + (down - 90) / 20 {
        Part::Stand
    } else {
        let distance = right * right + (down - 75) * (down - 75);
        Part::Wall { glow: 120 - (distance / 150).min(120) }
    }
}

fn lit(wall: [u8; 3], glow: i64) -> [u8; 3] {
    let glow = u8::try_from(glow).unwrap_or(0);
    let [red, green, blue] = wall;
    [red.saturating_add(glow), green.saturating_add(glow / 4 * 3), blue.saturating_add(glow / 2)]
}

fn colour(dice: &mut Dice, low: u64, high: u64) -> [u8; 3] {
    [(); 3].map(|()| u8::try_from(dice.between(low, high)).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picture_is_a_png_of_its_size_and_the_same_for_the_same_dice() {
        let picture = lamp(&mut Dice::seeded(3)).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(&picture)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (320, 200));
        assert_eq!(picture, lamp(&mut Dice::seeded(3)).unwrap());
        assert_ne!(picture, lamp(&mut Dice::seeded(4)).unwrap());
    }
}
