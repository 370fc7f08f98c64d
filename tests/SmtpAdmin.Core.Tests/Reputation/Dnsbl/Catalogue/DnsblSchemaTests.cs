using System.Text.Json;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>The schema and the types say the same.</summary>
public sealed class DnsblSchemaTests
{
    private static readonly JsonSchema Entry = Property(DnsblProviderFile.Schema, "providers").Items!;

    [Fact]
    public void The_schema_knows_every_property_of_a_list_and_no_other() =>
        Assert.Equal(
            typeof(DnsblProvider).GetProperties().Where(property => property.CanWrite).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
            Entry.Properties.Select(property => property.Key));

    [Fact]
    public void Only_the_name_is_needed() => Assert.Equal(["name"], Entry.Required);

    [Theory]
    [InlineData("codes", typeof(DnsblCode))]
    [InlineData("testPoints", typeof(DnsblTestPoint))]
    [InlineData("sources", typeof(DnsblSource))]
    [InlineData("policy", typeof(DnsblPolicy))]
    [InlineData("retired", typeof(DnsblRetirement))]
    public void What_a_list_is_made_of_has_the_properties_of_its_type(string property, Type type)
    {
        var schema = Property(Entry, property);
        Assert.Equal(
            type.GetProperties().Select(part => JsonNamingPolicy.CamelCase.ConvertName(part.Name)).Order(),
            (schema.Items ?? schema).Properties.Select(part => part.Key).Order());
        Assert.True((schema.Items ?? schema).IsClosed);
    }

    [Fact]
    public void Where_a_value_is_one_of_a_few_they_are_those_of_the_type()
    {
        AssertNames<DnsblSubject>(Property(Entry, "subjects").Items!);
        AssertNames<DnsblCategory>(Property(Entry, "categories").Items!);
        AssertNames<DnsblSeverity>(Property(Entry, "severity"));
        AssertNames<DnsblAccess>(Property(Entry, "access"));
        AssertNames<DnsblCodeResult>(Property(Property(Entry, "codes").Items!, "result"));
        AssertNames<DnsblSubject>(Property(Property(Entry, "testPoints").Items!, "subject"));
        var facts = Property(Property(Entry, "sources").Items!, "facts").Items!.Values!;
        Assert.Equal(Entry.Properties.Select(property => property.Key).Where(name => name != "sources"), facts);
    }

    [Fact]
    public void Every_property_says_what_it_is_for()
    {
        var sparse = new List<string>();
        Walk(DnsblProviderFile.Schema, "");
        Assert.Empty(sparse);

        void Walk(JsonSchema schema, string path)
        {
            if (schema.Description.Length == 0) sparse.Add(path);
            foreach (var (name, part) in schema.Properties) Walk(part, $"{path}.{name}");
            if (schema.Items is { Properties.Count: > 0 } items) Walk(items, $"{path}[]");
        }
    }

    [Fact]
    public void Examples_and_defaults_fit_what_they_are_examples_of()
    {
        var count = 0;
        Walk(DnsblProviderFile.Schema);
        Assert.True(count > 5);

        void Walk(JsonSchema schema)
        {
            foreach (var example in schema.Examples)
            {
                count++;
                Assert.Matches(schema.Pattern!, example);
            }
            foreach (var (_, part) in schema.Properties) Walk(part);
            if (schema.Items is { } items) Walk(items);
        }
    }

    private static JsonSchema Property(JsonSchema schema, string name) => schema.Properties.Single(property => property.Key == name).Value;

    private static void AssertNames<T>(JsonSchema schema)
        where T : struct, Enum => Assert.Equal(Enum.GetNames<T>().Order(), schema.Values!.Order());
}
