using SmtpAdmin.Core.Tests.Architecture.Samples.Transport;

namespace SmtpAdmin.Core.Tests.Architecture.Samples.Codec;

/// <summary>Breaks the rules in the ways that are easy to overlook. Nothing calls it.</summary>
[Marked]
internal static class LambdaCodec
{
    public static Func<string> Hidden => () => Wire.Send("x");
}

internal static class AsyncCodec
{
    public static async Task<int> ReadAsync() => await Task.FromResult(1);
}

internal static class ClockCodec
{
    public static int Year() => DateTimeOffset.UtcNow.Year;
}

internal static class IndirectCodec
{
    public static int Year() => Helper.Year();
}

internal static class GenericCodec
{
    public static int Count(List<Wire[]> wires) => wires.Count;
}

internal static class SoundCodec
{
    public static int Length(ReadOnlySpan<byte> octets, DateTimeOffset when) => octets.Length + when.Year;
}
