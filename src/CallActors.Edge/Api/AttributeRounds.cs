using CallActors.Connect.Api;
using CallActors.Connect.Api.Model;
using CallActors.Engine;
using Microsoft.Extensions.Logging;
using Contact = CallActors.Domain.Contacts.Contact;

namespace CallActors.Edge.Api;

/// <summary>The attributes of contacts of agents without a bridge, which the feeds do not carry: once for each contact that is offered.</summary>
internal sealed class AttributeRounds
{
    private readonly AmazonConnectClient client;
    private readonly AmazonApiOptions options;
    private readonly ICallEngine engine;
    private readonly Rounds<(string AgentId, Contact.Seen Contact)> rounds;

    public AttributeRounds(AmazonConnectClient client, AmazonApiOptions options, ICallEngine engine, ILogger log)
    {
        (this.client, this.options, this.engine) = (client, options, engine);
        rounds = new Rounds<(string AgentId, Contact.Seen Contact)>(
            AskAsync, one => $"the attributes of contact {one.Contact.ContactId}", options, log);
    }

    public void Add(string agentId, Contact.Seen contact) => rounds.Add((agentId, contact));

    public Task RunAsync(CancellationToken stopping) => rounds.RunAsync(stopping);

    private async Task AskAsync((string AgentId, Contact.Seen Contact) one, CancellationToken cancellation)
    {
        var (agentId, contact) = one;
        // While it waited its agent may have got a bridge, or the contact may have gone.
        var view = await engine.ViewAsync(agentId, cancellation);
        if (!view.IsBridgeAttached && view.Picture.Find(contact.ContactId) is { Contact.Attributes.IsEmpty: true })
        {
            var answer = await client.GetContactAttributesAsync(
                new GetContactAttributesRequest { InstanceId = options.InstanceId, InitialContactId = contact.InitialContactId ?? contact.ContactId }, cancellation);
            await engine.TellAttributesAsync(agentId, contact.ContactId, answer.Attributes ?? [], cancellation);
        }
    }
}
