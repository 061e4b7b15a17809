"""What is read from the disk: ELF files, scripts and source maps, single executables. Knows neither V8 nor LLDB."""
