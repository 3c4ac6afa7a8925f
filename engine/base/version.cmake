# Writes the version header; leaves it alone when nothing changed, so that nothing is rebuilt.
#
# The source version is a hash over what decides the numbers: the C++ sources, the cards and the build rules of
# engine, models and scenarios. A commit that changes a README changes the commit and not the source version.
execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE commit
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
    set(commit "unknown")
endif()

set(patterns ${SOURCE}/models/cards/*.toml)
foreach(folder engine models scenarios)
    foreach(pattern *.cpp *.hpp *.inc CMakeLists.txt)
        list(APPEND patterns ${SOURCE}/${folder}/${pattern})
    endforeach()
endforeach()
file(GLOB_RECURSE sources RELATIVE ${SOURCE} ${patterns})
list(APPEND sources CMakeLists.txt)
list(SORT sources)
set(digests "")
foreach(source IN LISTS sources)
    file(SHA256 ${SOURCE}/${source} digest)
    string(APPEND digests "${source} ${digest}\n")
endforeach()
string(SHA256 source_version "${digests}")
string(SUBSTRING ${source_version} 0 16 source_version)

set(text "#pragma once\n#define PUNCTA_VERSION \"${VERSION}\"\n#define PUNCTA_COMMIT \"${commit}\"\n")
string(APPEND text "#define PUNCTA_SOURCE_VERSION \"${source_version}\"\n#define PUNCTA_BUILD_TYPE \"${BUILD_TYPE}\"\n")
set(old "")
if(EXISTS ${OUTPUT})
    file(READ ${OUTPUT} old)
endif()
if(NOT old STREQUAL text)
    file(WRITE ${OUTPUT} "${text}")
endif()
