using Conformance.Npm;
using Conformance.Scenarios;

namespace Conformance.TypeScript;

/// <summary>The official TypeScript client with its own worker.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class TypeScriptSdkTests(NpmProject npm, TypeScriptWorkerOnService service) : TypeScriptClientTests(npm, service), IClassFixture<TypeScriptWorkerOnService>;
