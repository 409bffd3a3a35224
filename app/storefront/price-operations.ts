// The Admin GraphQL documents of prices in the shop, API version 2026-10; `documents` in operations.ts holds them with all others.

const PriceBoard = `
  query PriceBoard($namespace: String!, $key: String!) {
    currentAppInstallation { id metafield(namespace: $namespace, key: $key) { value } }
  }
`;

/** At most 25 at once, all of them or none. */
const SetMetafields = `
  mutation SetMetafields($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      metafields { id }
      userErrors { message code }
    }
  }
`;

const DeleteMetafields = `
  mutation DeleteMetafields($metafields: [MetafieldIdentifierInput!]!) {
    metafieldsDelete(metafields: $metafields) {
      deletedMetafields { ownerId }
      userErrors { message }
    }
  }
`;

const CountVariants = `
  query CountVariants {
    productVariantsCount(limit: null) { count }
  }
`;

const priced = `
  id
  price
  metafield(namespace: $namespace, key: $key) { value }
`;

// By id and not by cursor: no list may be followed further than 25,000 objects, and an id is as good after a month.
const VariantsAfter = `
  query VariantsAfter($search: String!, $namespace: String!, $key: String!) {
    productVariants(first: 100, query: $search, sortKey: ID) {
      nodes { ${priced} }
    }
  }
`;

const VariantsOf = `
  query VariantsOf($id: ID!, $after: String, $namespace: String!, $key: String!) {
    product(id: $id) {
      variants(first: 100, after: $after) {
        nodes { ${priced} }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

const RateObject = `
  query RateObject($type: String!, $handle: MetaobjectHandleInput!) {
    metaobjectDefinitionByType(type: $type) { id fieldDefinitions { key } }
    metaobjectByHandle(handle: $handle) { id fields { key value } }
  }
`;

const DefineRateObject = `
  mutation DefineRateObject($definition: MetaobjectDefinitionCreateInput!) {
    metaobjectDefinitionCreate(definition: $definition) {
      metaobjectDefinition { id }
      userErrors { message code }
    }
  }
`;

const ExtendRateObject = `
  mutation ExtendRateObject($id: ID!, $definition: MetaobjectDefinitionUpdateInput!) {
    metaobjectDefinitionUpdate(id: $id, definition: $definition) {
      metaobjectDefinition { id }
      userErrors { message code }
    }
  }
`;

const SetRateObject = `
  mutation SetRateObject($handle: MetaobjectHandleInput!, $metaobject: MetaobjectUpsertInput!) {
    metaobjectUpsert(handle: $handle, metaobject: $metaobject) {
      metaobject { id }
      userErrors { message code }
    }
  }
`;

const DropRateObject = `
  mutation DropRateObject($id: ID!) {
    metaobjectDelete(id: $id) {
      deletedId
      userErrors { message code }
    }
  }
`;

export const priceDocuments = {
  PriceBoard,
  SetMetafields,
  DeleteMetafields,
  CountVariants,
  VariantsAfter,
  VariantsOf,
  RateObject,
  DefineRateObject,
  ExtendRateObject,
  SetRateObject,
  DropRateObject,
} as const;
