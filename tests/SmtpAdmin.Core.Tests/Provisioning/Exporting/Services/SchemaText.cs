using System.Text;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>Holds JSON against a schema that stands in a test.</summary>
internal static class SchemaText
{
    public static IReadOnlyList<string> Problems(string schema, string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(schema));
        var value = LocatedJsonReader.Read(Encoding.UTF8.GetBytes(json), out var problems);
        if (value is not null) new JsonSchemaChecker(problems).Check(value, JsonSchemaReader.Read(stream), "");
        return [.. problems.All().Select(problem => problem.ToString())];
    }
}
