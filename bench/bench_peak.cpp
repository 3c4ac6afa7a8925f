/// Question: what can one core of this machine do at most? roofline.py divides by it.
/// Work unit: an iteration is 64 multiply-adds (one double, or four with AVX2) in 16 independent chains, or
/// 64 loads of 8 bytes from 4 kB, added nowhere.

#include <array>

#include <benchmark/benchmark.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace {

constexpr int operations = 60;

/// Keeps a value in its register and the compiler from seeing through it.
template <class T>
void keep(T& value) {
#ifdef __AVX2__
    asm volatile("" : "+x"(value));
#else
    benchmark::DoNotOptimize(value);
#endif
}

#ifdef __AVX2__
// Compilers merge the chains of plain loops into vectors; the instructions are given.
template <class T, class MultiplyAdd>
void chains(benchmark::State& state, T start, T factor, MultiplyAdd&& multiply_add) {
    std::array<T, 12> x;
    x.fill(start);
    keep(factor);
    for (auto _ : state)
        for (int n = 0; n < operations; n += 12)
            for (T& value : x) multiply_add(value, factor);
    for (T& value : x) keep(value);
}

void peak_multiply_add(benchmark::State& state) {
    chains(state, _mm_set_sd(1.0), _mm_set_sd(0.5), [](__m128d& value, __m128d factor) {
        asm volatile("vfmadd213sd %1, %1, %0" : "+x"(value) : "x"(factor));
    });
}
void peak_multiply_add_vector(benchmark::State& state) {
    chains(state, _mm256_set1_pd(1.0), _mm256_set1_pd(0.5), [](__m256d& value, __m256d factor) {
        asm volatile("vfmadd213pd %1, %1, %0" : "+x"(value) : "x"(factor));
    });
}
BENCHMARK(peak_multiply_add);
BENCHMARK(peak_multiply_add_vector);

void peak_load(benchmark::State& state) {
    alignas(64) static std::array<double, 512> memory{};
    for (auto _ : state) {
        const double* at = memory.data();
        for (int n = 0; n < operations; n += 4, at += 8) {
            __m128d a, b, c, d;
            asm volatile("vmovsd (%4), %0\n\tvmovsd 8(%4), %1\n\tvmovsd 16(%4), %2\n\tvmovsd 24(%4), %3"
                         : "=x"(a), "=x"(b), "=x"(c), "=x"(d)
                         : "r"(at)
                         : "memory");
        }
    }
}
BENCHMARK(peak_load);
#endif

}  // namespace
