//! MT19937, the generator that the means of a target were once drawn with.

const N: usize = 624;
const M: usize = 397;

/// Its first 624 numbers after a seed, of 32 bits each (Matsumoto & Nishimura 1998).
pub(super) fn mt19937(seed: u32) -> [u32; N] {
    let mut state = [seed; N];
    for i in 1..N {
        let previous = state[i - 1];
        let mixed = 1_812_433_253_u32.wrapping_mul(previous ^ (previous >> 30));
        state[i] = mixed.wrapping_add(i as u32);
    }
    for i in 0..N {
        let y = (state[i] & 0x8000_0000) | (state[(i + 1) % N] & 0x7fff_ffff);
        let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
        state[i] = state[(i + M) % N] ^ (y >> 1) ^ odd;
    }
    state.map(|mut y| {
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    })
}

#[cfg(test)]
mod tests {
    use super::mt19937;

    /// The first numbers of the generator's default seed, 5489, as every library gives them.
    #[test]
    fn begins_as_everywhere() {
        let numbers = mt19937(5489);
        assert_eq!(numbers[..3], [3_499_211_612, 581_869_302, 3_890_346_734]);
    }
}
