//! CRC-64/NVME, in the place of the crate crc-fast, which `object_store` links to: that brings tables of twenty-five
//! checksums, and code for several processors, of which this program can use one (docs/decisions/0040). It is asked for
//! only where an operator sets `AWS_CHECKSUM_ALGORITHM=CRC64NVME`.

#![forbid(unsafe_code)]

/// The checksums that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrcAlgorithm {
    Crc64Nvme,
}

/// A checksum of bytes that come one piece after the other.
#[derive(Clone, Debug)]
pub struct Digest(u64);

/// Bits go in with the lowest first, so this is the polynomial 0xAD93D23594C93659 read backwards.
const POLYNOMIAL: u64 = 0x9A6C_9329_AC4B_C9B5;

/// What each byte makes of a remainder.
const TABLE: [u64; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut rest = byte as u64;
        let mut bit = 0;
        while bit < 8 {
            rest = (rest >> 1) ^ (POLYNOMIAL * (rest & 1));
            bit += 1;
        }
        table[byte] = rest;
        byte += 1;
    }
    table
};

impl Digest {
    pub const fn new(algorithm: CrcAlgorithm) -> Self {
        let CrcAlgorithm::Crc64Nvme = algorithm;
        Self(u64::MAX)
    }

    pub fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let lowest = (self.0 ^ u64::from(*byte)) & 0xFF;
            self.0 = (self.0 >> 8) ^ TABLE[lowest as usize];
        }
    }

    pub const fn finalize(&self) -> u64 {
        !self.0
    }
}
