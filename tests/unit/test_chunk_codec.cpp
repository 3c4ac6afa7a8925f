/// Chunks as HDF5's standard filters make them, against those filters and against hand arithmetic.

#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <hdf5.h>

#include "engine/storage/chunk_codec.hpp"
#include "engine/storage/fletcher32.hpp"

namespace puncta {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// The chunk that the library's own filters store for `values`, from a file in memory.
template <typename T>
Bytes stored_by_hdf5(const std::vector<T>& values, hid_t type, ChunkFilters filters) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_core(access, 1 << 16, false);
    const hid_t file = H5Fcreate("in_memory", H5F_ACC_TRUNC, H5P_DEFAULT, access);
    const hsize_t rows = values.size(), start = 0;
    const hid_t space = H5Screate_simple(1, &rows, nullptr), properties = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(properties, 1, &rows);
    if (filters.shuffle) H5Pset_shuffle(properties);
    if (filters.deflate) H5Pset_deflate(properties, 1);
    if (filters.fletcher32) H5Pset_fletcher32(properties);
    const hid_t dataset = H5Dcreate2(file, "x", type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    EXPECT_GE(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Dflush(dataset);
    hsize_t size = 0;
    std::uint32_t skipped = 0;
    EXPECT_GE(H5Dget_chunk_storage_size(dataset, &start, &size), 0);
    Bytes chunk(size);
    EXPECT_GE(H5Dread_chunk(dataset, H5P_DEFAULT, &start, &skipped, chunk.data()), 0);
    H5Dclose(dataset);
    H5Pclose(properties);
    H5Sclose(space);
    H5Fclose(file);
    H5Pclose(access);
    return chunk;
}

std::vector<double> depths(std::size_t count) {
    std::mt19937 random(1);
    std::vector<double> values(count);
    for (double& value : values) value = 2e-4 * std::exp(0.3 * (double(random()) / 4294967296.0 - 0.5));
    return values;
}

TEST(Fletcher32, SumsOfWordsByHand) {
    // Words 1, 2, 3: s1 = 6, s2 = 3·1 + 2·2 + 3 = 10.
    EXPECT_EQ(fletcher32(Bytes{0, 1, 0, 2, 0, 3}), (10u << 16U) + 6u);
    EXPECT_EQ(fletcher32(Bytes{1}), (256u << 16U) + 256u);  // an odd byte counts as the first of a word
    EXPECT_EQ(fletcher32(Bytes(1000)), 0u);
    EXPECT_EQ(fletcher32(Bytes{255, 255}), 0xFFFFFFFFu);  // 65535 = 0 modulo 65535, written as 65535
}

TEST(Fletcher32, EqualsTheFilterOfHdf5) {
    std::mt19937 random(3);
    for (const std::size_t size : {1u, 2u, 3u, 721u, 8191u, 8192u, 100000u, 524288u}) {
        Bytes bytes(size);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % 7 == 0 ? 255 : random());
        const Bytes chunk = stored_by_hdf5(bytes, H5T_NATIVE_UINT8, {.fletcher32 = true});
        ASSERT_EQ(chunk.size(), size + 4);
        std::uint32_t theirs = 0;
        std::memcpy(&theirs, chunk.data() + size, 4);
        EXPECT_EQ(fletcher32(bytes), theirs) << size;
    }
}

TEST(ChunkCodec, ShuffleEqualsTheFilterOfHdf5) {
    const std::vector<double> values = depths(3000);
    Bytes planes(values.size() * sizeof(double));
    shuffle<double>(std::span(values).first(1000), 0, values.size(), planes.data());
    shuffle<double>(std::span(values).subspan(1000), 1000, values.size(), planes.data());
    EXPECT_EQ(planes, stored_by_hdf5(values, H5T_NATIVE_DOUBLE, {.shuffle = true}));
}

TEST(ChunkCodec, WhatHdf5StoresIsDecoded) {
    const std::vector<double> values = depths(5000);
    for (const ChunkFilters filters : {ChunkFilters{true, true, true}, ChunkFilters{false, true, false},
                                       ChunkFilters{true, false, true}}) {
        std::vector<double> back(values.size());
        const std::span<std::uint8_t> room(reinterpret_cast<std::uint8_t*>(back.data()), back.size() * 8);
        Bytes chunk = stored_by_hdf5(values, H5T_NATIVE_DOUBLE, filters);
        EXPECT_TRUE(decode_chunk(chunk, filters, 8, room));
        EXPECT_EQ(back, values);
        chunk[chunk.size() / 2] ^= 1;
        EXPECT_FALSE(decode_chunk(chunk, filters, 8, room));  // Adler-32 or Fletcher-32 tells
    }
}

TEST(ChunkCodec, EncodedIsDecodedAndDamageIsTold) {
    ChunkEncoder encoder;
    for (const bool compress : {true, false}) {
        Bytes bytes(70001);
        std::mt19937 random(5);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % 16);
        const auto encoded = encoder.encode(bytes, compress);
        const Bytes chunk(encoded.begin(), encoded.end());
        Bytes back(bytes.size());
        const ChunkFilters filters{false, compress, true};
        EXPECT_TRUE(decode_chunk(chunk, filters, 1, back));
        EXPECT_EQ(back, bytes);
        for (std::size_t at = 0; at < chunk.size(); at += chunk.size() / 50) {
            Bytes damaged = chunk;
            damaged[at] ^= 0x10;
            EXPECT_FALSE(decode_chunk(damaged, filters, 1, back)) << at;
        }
    }
}

TEST(ChunkCodec, StreamsThatUnfoldToMoreAreRefused) {
    ChunkEncoder encoder;
    const auto encoded = encoder.encode(Bytes(10 << 20), true);  // ten megabytes of zeros
    Bytes small(1000);
    EXPECT_LT(encoded.size(), 100000u);
    EXPECT_FALSE(decode_chunk(encoded, {false, true, true}, 1, small));
    EXPECT_FALSE(decode_chunk({}, {false, true, true}, 1, small));
}

}  // namespace
}  // namespace puncta
