using System.CommandLine;
using CallActors.Client;
using CallActors.Connect.Api;
using PauseRecording;

var url = new Option<string[]>("--url") { Description = "A node or the load balancer; several are possible.", DefaultValueFactory = _ => ["http://127.0.0.1:5080"] };
var instanceId = new Option<string>("--instance-id") { Description = "The instance of Amazon Connect.", Required = true };
var command = new RootCommand("Pauses the recording of a call while the agent has it on hold. Region and credentials are found as by every AWS client.") { url, instanceId };
command.SetAction(async (parsed, stopping) =>
{
    await using var site = new CallActorsClient(new CallActorsOptions { Addresses = [.. parsed.GetValue(url)!.Select(each => new Uri(each))], Source = "pause-recording" });
    using var amazon = new AmazonConnectClient();
    await new Recording(site.AllEvents(cancellation: stopping), amazon, parsed.GetValue(instanceId)!).WatchAsync(stopping);
});
return await command.Parse(args).InvokeAsync();
