# embed_texts(target name=path …): the files become `const std::string_view name` of namespace reqbench::report, each with
# `name_sha256` in hexadecimal, in a source that is made when one of them changes; report/page/parts.hpp declares them.
# Also its own second half: cmake -DOUT=… -DTEXTS=… -P embed.cmake writes that source.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  function(embed_texts target)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}_texts.cpp)
    set(files)
    foreach(text IN LISTS ARGN)
      string(REGEX REPLACE "^[^=]*=" "${CMAKE_CURRENT_SOURCE_DIR}/" file ${text})
      list(APPEND files ${file})
    endforeach()
    list(JOIN ARGN "," texts)
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DTEXTS=${texts} -DFOLDER=${CMAKE_CURRENT_SOURCE_DIR}
        -P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/embed.cmake
      DEPENDS ${files} ${CMAKE_CURRENT_SOURCE_DIR}/cmake/embed.cmake
      VERBATIM)
    set_source_files_properties(${out} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    target_sources(${target} PRIVATE ${out})
  endfunction()
  return()
endif()

string(REPLACE "," ";" TEXTS "${TEXTS}")
set(source "#include \"report/page/parts.hpp\"\n\nnamespace reqbench::report {\n\n")
foreach(text IN LISTS TEXTS)
  string(REGEX MATCH "^([^=]*)=(.*)$" ignored "${text}")
  set(name ${CMAKE_MATCH_1})
  set(file ${FOLDER}/${CMAKE_MATCH_2})
  file(READ ${file} content)
  file(SHA256 ${file} sum)
  string(FIND "${content}" ")text\"" inside)
  if(NOT inside EQUAL -1)
    message(FATAL_ERROR "${file} holds the mark that ends a text in C++; choose another in bench/cmake/embed.cmake")
  endif()
  string(APPEND source "const std::string_view ${name} = R\"text(${content})text\";\n"
    "const std::string_view ${name}_sha256 = \"${sum}\";\n\n")
endforeach()
file(WRITE ${OUT} "${source}} // namespace reqbench::report\n")
