# -DCPP_SANITIZE=address+undefined or thread: a build whose reports end the server. `scripts/dev servers` has the button.
set(CPP_SANITIZE "" CACHE STRING "address+undefined, thread or empty")
# With a sanitizer's checks in between GCC warns of what cannot happen, in Boost's and nlohmann's headers; and of Asio's
# fences, which the thread sanitizer does not follow.
if(CPP_SANITIZE STREQUAL "address+undefined")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1
    -Wno-maybe-uninitialized -Wno-stringop-overread)
  add_link_options(-fsanitize=address,undefined)
elseif(CPP_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -g1 -Wno-tsan -Wno-stringop-overread)
  add_link_options(-fsanitize=thread)
elseif(CPP_SANITIZE)
  message(FATAL_ERROR "CPP_SANITIZE is '${CPP_SANITIZE}', expected address+undefined, thread or nothing")
endif()
