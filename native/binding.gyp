{
  "targets": [
    {
      "target_name": "uring",
      "conditions": [
        [
          "OS=='linux' and target_arch in 'x64 arm64'",
          {
            "sources": ["uring.c"],
            "defines": ["NAPI_VERSION=8"],
            "cflags": ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-fvisibility=hidden"]
          },
          { "type": "none" }
        ]
      ]
    }
  ]
}
