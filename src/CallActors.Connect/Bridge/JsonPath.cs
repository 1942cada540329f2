using System.Text;

namespace CallActors.Connect.Bridge;

/// <summary>Where a value stands in a bridge's message. It becomes text only where something is wrong there, which is never said of most.</summary>
/// <param name="Parent">Null for what an error names first, such as <c>snapshot</c>.</param>
/// <param name="Name">The field.</param>
/// <param name="Index">The place in the array of that name, from 0; less where it is no array's entry.</param>
internal sealed record JsonPath(JsonPath? Parent, string Name, int Index = -1)
{
    public static JsonPath Of(string name) => new(null, name);

    public JsonPath To(string name) => new(this, name);

    public JsonPath To(ReadOnlySpan<byte> name) => new(this, Encoding.UTF8.GetString(name));

    public override string ToString() => $"{(Parent is null ? "" : $"{Parent}.")}{Name}{(Index < 0 ? "" : $"[{Index}]")}";
}
