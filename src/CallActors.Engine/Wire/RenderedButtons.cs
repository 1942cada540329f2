using CallActors.Domain.Contacts;

namespace CallActors.Engine.Wire;

/// <summary>
/// The 11 buttons as they stand in an event, in their two forms. They are more than half of an event's bytes, and there
/// are few combinations: each is rendered once.
/// </summary>
internal sealed class RenderedButtons
{
    /// <summary>The buttons' names on the wire, in the order of <see cref="CallCommand"/>.</summary>
    private static readonly string[] Names =
        ["answer", "reject", "disconnect", "hold", "resume", "clearContact", "consult", "numberpad", "swap", "transfer", "conference"];

    private static readonly RenderedButtons?[] Known = new RenderedButtons?[1 << Names.Length];

    private RenderedButtons(Buttons buttons)
    {
        States = JsonBytes.Write(writer => writer.WriteButtons([.. Commands.All.Select(command => (Names[(int)command], buttons[command]))]));
        Flags = JsonBytes.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var command in Commands.All)
            {
                writer.WriteBoolean(Names[(int)command], buttons[command]);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>The value of <c>ButtonStates</c>: the words, and their count.</summary>
    public byte[] States { get; }

    /// <summary>The value of <c>buttonStates</c>: true and false.</summary>
    public byte[] Flags { get; }

    public static RenderedButtons Of(Buttons buttons) => Known[buttons.Enabled] ??= new RenderedButtons(buttons);
}
