using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

internal static class TestUsers
{
    public const string Name = "tim";
    public const string Password = "tanstaaftanstaaf"; // RFC 2195 section 2
    public const string Token = "token.of.tim";

    public static UserList List { get; } = new(
        new Dictionary<string, string> { [Name] = Password, ["zoë"] = "pass wörd" },
        new Dictionary<string, string> { [Name] = Token },
        offerCramMd5: true);
}
