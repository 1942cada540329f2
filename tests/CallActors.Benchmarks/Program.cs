using CallActors.Benchmarks;

return await BenchmarkCommand.RunAsync(args);
