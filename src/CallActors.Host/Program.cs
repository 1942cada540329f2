using CallActors.Host;
using CallActors.Host.Options;

return await new HostCommand().InvokeAsync(args, Environment.GetEnvironmentVariable, Console.Error, RunningHost.RunAsync);
